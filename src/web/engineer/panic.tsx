/** Mute or dim everybody at once, and bring everybody back to where they were. */
import { signal } from '@preact/signals';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import { api } from '../link/api.js';
import { keep, recallJson } from '../link/storage.js';
import type { BoxLink } from '../model/box-link.js';
import { notify, tell } from '../model/notices.js';
import type { WireMix } from '../sync/wire.js';

/** Dim is 20 dB down. */
const DIM = 0.1;
const KEY = 'fichatech_web_panic';

interface Held {
  readonly kind: 'mute' | 'dim';
  /** Master of each device before. */
  readonly masters: Readonly<Record<string, number>>;
}
/** Kept on the device: a reloaded desk can still bring everybody back. */
const held = signal<Held | undefined>(recallJson<Held | undefined>(KEY, undefined) ?? undefined);

async function hold(connected: BoxLink, kind: Held['kind']): Promise<void> {
  const { mixes } = await api<{ mixes: readonly WireMix[] }>('GET', '/api/mixes').catch(() => ({ mixes: [] }));
  const known = new Map(mixes.map((mix) => [mix.uuid, mix.master]));
  const masters: Record<string, number> = { ...held.value?.masters };
  for (const { uuid, active } of connected.devices.value) {
    if (!active && !known.has(uuid)) continue;
    const before = masters[uuid] ?? known.get(uuid) ?? 1;
    masters[uuid] = before;
    connected.mix(uuid).set([{ p: 'master', v: kind === 'mute' ? 0 : before * DIM }], 'panic');
  }
  held.value = { kind, masters };
  keep(KEY, JSON.stringify(held.value));
  notify(t(kind === 'mute' ? 'panicMuted' : 'panicDimmed'));
}

function release(connected: BoxLink): void {
  for (const [uuid, master] of Object.entries(held.value?.masters ?? {}))
    connected.mix(uuid).set([{ p: 'master', v: master }], 'panic-over');
  held.value = undefined;
  keep(KEY, 'null');
}

export function Panic({ connected }: { connected: BoxLink }) {
  const kind = held.value?.kind;
  if (kind !== undefined)
    return (
      <button type="button" class="button panic panic--on" onClick={() => release(connected)}>
        <Icon name="alert" size={20} />
        {t(kind === 'mute' ? 'panicEndMute' : 'panicEndDim')}
      </button>
    );
  return (
    <>
      <button type="button" class="button button--outline" onClick={() => hold(connected, 'dim').catch(tell)}>
        {t('panicDim')}
      </button>
      <button type="button" class="button button--danger" onClick={() => hold(connected, 'mute').catch(tell)}>
        {t('panicMute')}
      </button>
    </>
  );
}
