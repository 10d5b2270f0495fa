/** Controls within the thumb's reach: more me, listen, master. Each has the same place in every mix. */
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { BoxLink } from '../model/box-link.js';
import { isOn } from '../model/listening.js';
import type { MixView } from '../model/mix/mix-view.js';
import { usePage } from '../model/page-context.js';
import { MasterRow } from '../strip/master.js';
import { statusText } from './listen-words.js';
import { MeDial } from './me-dial.js';

export function Dock({
  mix,
  connected,
  locked,
  mine,
  bus,
}: {
  mix: MixView;
  connected: BoxLink;
  locked: boolean;
  mine: boolean;
  bus: string;
}) {
  const page = usePage();
  return (
    <footer class="dock">
      <MasterRow bus={bus} mix={mix} meters={connected.meters} locked={locked} />
      {mine ? (
        <MeDial locked={locked} />
      ) : (
        <div class="me me--other cut">{t('mixOf', { name: page.shown.device.value?.displayName ?? '' })}</div>
      )}
      <ListenButton of={mine ? undefined : mix.uuid} />
    </footer>
  );
}

/** Listens to the own mix, or cues the mix on the screen. */
function ListenButton({ of }: { of: string | undefined }) {
  const page = usePage();
  const state = page.listening.state.value;
  const on = isOn(state) && (of === undefined || page.listening.cue.value === of);
  const trouble = on && state?.cause != null;
  return (
    <button
      type="button"
      class={`button listen ${on ? 'listen--on' : 'button--main'}${trouble ? ' listen--trouble' : ''}`}
      aria-pressed={on}
      onClick={() => (of === undefined || on ? page.listening.toggle() : page.listening.listenTo(of))}
    >
      <span class="listen__line">
        <Icon name={on ? 'stop' : 'headphones'} size={20} />
        {t(
          on
            ? page.listening.cue.value === undefined
              ? 'stopListening'
              : 'stopCue'
            : of === undefined
              ? 'listen'
              : 'cueThis',
        )}
      </span>
      {on && <span class="listen__delay figures">{state === undefined ? '' : statusText(state)}</span>}
    </button>
  );
}
