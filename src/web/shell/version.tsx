/**
 * Keeps the page up to date. When the box comes back with other software, the page
 * reloads itself. It asks first while somebody listens or may be holding a fader.
 */
import { signal } from '@preact/signals';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import { api } from '../link/api.js';
import { isOn, listening } from '../musician/listening.js';

/** The build of this page; the build script puts it in. */
declare const BUILD: string;
const newer = signal(false);
/** After a touch within this time the page asks instead of reloading, ms. */
const IDLE_MS = 20_000;
let touched = Number.NEGATIVE_INFINITY;
for (const kind of ['pointerdown', 'keydown'])
  window.addEventListener(kind, () => {
    touched = performance.now();
  });

/** Asks the box which build of the page it serves now. */
export async function checkVersion(): Promise<void> {
  const answer = await api<{ build: string }>('GET', '/version.json').catch(() => undefined);
  if (answer === undefined || answer.build === BUILD) return;
  if (isOn(listening.peek()) || performance.now() - touched < IDLE_MS) newer.value = true;
  else location.reload();
}

export function VersionNotice() {
  if (!newer.value) return null;
  return (
    <div class="banner banner--quiet" role="status">
      <Icon name="box" size={20} />
      <span>{t(isOn(listening.value) ? 'newVersionPlaying' : 'newVersion')}</span>
      <button type="button" class="button" onClick={() => location.reload()}>
        {t('reload')}
      </button>
    </div>
  );
}
