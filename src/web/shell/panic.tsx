/**
 * Mutes or dims everybody at once. The box keeps the state: any
 * engineer's page ends it, and the mixes keep their values.
 */

import type { PanicState } from '../../wire/messages.js';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { BoxLink } from '../model/box-link.js';
import { usePage } from '../model/page-context.js';
import { HoldToAct } from './hold-to-act.js';

export function Panic({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const { level, name } = connected.panic.value;
  const set = (next: PanicState['level']) => connected.command('panic', { level: next }).catch(page.notices.tell);
  const away = !connected.reached.value;
  if (level !== 'off')
    return (
      <button
        type="button"
        class="button panic panic--on"
        disabled={away}
        title={name === null ? undefined : t('panicBy', { name })}
        onClick={() => set('off')}
      >
        <Icon name="alert" size={20} />
        {t(level === 'mute' ? 'panicEndMute' : 'panicEndDim')}
      </button>
    );
  return (
    <>
      <button type="button" class="button button--outline" disabled={away} onClick={() => set('dim')}>
        {t('panicDim')}
      </button>
      <HoldToAct
        class="button button--danger"
        disabled={away}
        onAct={() => set('mute')}
        onShort={() => page.notices.notify(t('panicHold'))}
      >
        {t('panicMute')}
      </HoldToAct>
    </>
  );
}
