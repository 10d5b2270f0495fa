/** The Box tab: how the box is, saved mixes, backup and restore, radio, system, settings. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { saveFile } from '../../shell/save-file.js';
import { Sure } from '../../shell/sure.js';
import { ago } from '../ago.js';
import { AirCard } from './air.js';
import { Settings } from './settings.js';
import { StatusCard } from './status-card.js';
import { SystemCard } from './system.js';

export function BoxTab({ connected }: { connected: BoxLink }) {
  const page = usePage();
  return (
    <div class="columns">
      <StatusCard connected={connected} />
      <section class="card stack">
        <h2>{t('keepSafe')}</h2>
        <Backup />
        <h3>{t('savedMixes')}</h3>
        <HouseMix connected={connected} />
        <Sure
          danger
          text={t('clearMixes')}
          onSure={() =>
            connected
              .command('devices', { action: 'clear' })
              .then(
                (reply) => page.notices.notify(t('mixesCleared', { n: Number(reply.count ?? 0) })),
                page.notices.tell,
              )
          }
        />
        <h3>{t('thisDesk')}</h3>
        <Sure
          text={t('leaveDesk')}
          onSure={() =>
            page.access.becomeMusician().then(() => {
              page.screen.go('mix');
            }, page.notices.tell)
          }
        />
      </section>
      <AirCard connected={connected} />
      <SystemCard connected={connected} />
      <Settings connected={connected} />
    </div>
  );
}

/** Whose mix newcomers begin with, and the way back to the factory's. */
function HouseMix({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const house = connected.status.value.house ?? null;
  return (
    <div class="stack stack--tight">
      <p>
        {house === null
          ? t('houseIsFactory')
          : t('houseIs', {
              name: house.name ?? t('somebody'),
              when: house.at === null ? '' : ago(house.at, connected.time.now()),
            })}
      </p>
      {house !== null && (
        <Sure
          text={t('houseFactory')}
          onSure={() =>
            connected
              .command('house', { from: null })
              .then(() => page.notices.notify(t('houseReset')), page.notices.tell)
          }
        />
      )}
    </div>
  );
}

function Backup() {
  const page = usePage();
  const file = useRef<HTMLInputElement>(null);
  const chosen = useSignal<File | undefined>(undefined);
  const download = async () => {
    const response = await page.api.response('GET', '/api/backup', undefined, 30_000);
    saveFile(
      await response.blob(),
      `${page.access.box.value?.name ?? 'stage-box'}-${new Date().toISOString().slice(0, 10)}.backup`,
    );
  };
  const restore = async (source: File) => {
    await page.api.response('POST', '/api/restore', source, 30_000);
    chosen.value = undefined;
    if (file.current !== null) file.current.value = '';
    page.notices.notify(t('restored'));
  };
  return (
    <div class="stack stack--tight">
      <button type="button" class="button" onClick={() => download().catch(page.notices.tell)}>
        {t('backup')}
      </button>
      <label class="button">
        {chosen.value?.name ?? t('restoreFrom')}
        <input
          ref={file}
          class="visually-hidden"
          type="file"
          onChange={(event) => {
            chosen.value = event.currentTarget.files?.[0];
          }}
        />
      </label>
      {chosen.value !== undefined && (
        <Sure
          danger
          text={t('restore')}
          onSure={() => {
            if (chosen.value !== undefined) restore(chosen.value).catch(page.notices.tell);
          }}
        />
      )}
    </div>
  );
}
