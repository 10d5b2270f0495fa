/** Controls within the thumb's reach: more me, listen, master. */
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { ListenState } from '../listen/listener-api.js';
import type { BoxLink } from '../model/box-link.js';
import { isOn } from '../model/listening.js';
import type { MixView } from '../model/mix/mix-view.js';
import { usePage } from '../model/page-context.js';
import { Panic } from '../shell/panic.js';
import { MasterRow } from '../strip/master.js';
import { causeText, gradeText, shownGrade, statusText } from './listen-words.js';

export function Dock({
  mix,
  connected,
  locked,
  mine,
}: {
  mix: MixView;
  connected: BoxLink;
  locked: boolean;
  mine: boolean;
}) {
  return (
    <footer class="dock">
      <MasterRow mix={mix} meters={connected.meters} locked={locked} />
      {mine && <MoreMe locked={locked} />}
      <ListenButton of={mine ? undefined : mix.uuid} />
      {!mine && (
        <div class="dock__panic">
          <Panic connected={connected} />
        </div>
      )}
    </footer>
  );
}

function MoreMe({ locked }: { locked: boolean }) {
  const page = usePage();
  if (page.shown.own.value.length === 0) {
    return (
      <button type="button" class="button listen" disabled={locked} onClick={() => page.screen.openSheet('setup')}>
        <span class="listen__line">
          <Icon name="star" size={18} />
          {t('whichIsMe')}
        </span>
      </button>
    );
  }
  return (
    <fieldset class="me" aria-label={t('moreMe')}>
      <button
        type="button"
        class="me__step"
        disabled={locked}
        aria-label={t('lessMe')}
        onClick={() => page.listening.nudgeMe(-1)}
      >
        −
      </button>
      <div class="me__label" aria-hidden="true">
        {t('moreMe')}
      </div>
      <button
        type="button"
        class="me__step"
        disabled={locked}
        aria-label={t('moreMe')}
        onClick={() => page.listening.nudgeMe(1)}
      >
        +
      </button>
    </fieldset>
  );
}

/** Listens to the own mix, or cues the mix on the screen. */
function ListenButton({ of }: { of: string | undefined }) {
  const page = usePage();
  const state = page.listening.state.value;
  const on = isOn(state) && (of === undefined || page.listening.cue.value === of);
  const trouble = on && state?.cause != null;
  return (
    <div class="row" style={{ gap: '4px' }}>
      <button
        type="button"
        class={`button listen grow ${on ? 'listen--on' : 'button--main'}${trouble ? ' listen--trouble' : ''}`}
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
        {on && <Status state={state} />}
      </button>
      {state !== undefined && (on || state.cause !== null) && (
        <button
          type="button"
          class="button button--icon"
          style={{ minHeight: '56px' }}
          aria-label={state.cause === null ? t('listenDetails') : `${t('listenDetails')}: ${causeText(state.cause)}`}
          onClick={() => page.screen.openSheet('listen')}
        >
          <Icon name={trouble ? 'alert' : 'gear'} size={20} />
        </button>
      )}
    </div>
  );
}

/** The state in words, or the delay with its colour. */
function Status({ state }: { state: ListenState | undefined }) {
  const grade = shownGrade(state);
  return (
    <span class="listen__delay figures">
      {grade !== undefined && <span class={`delay-mark delay-mark--${grade}`} title={gradeText(grade)} />}
      {state === undefined ? '' : statusText(state)}
    </span>
  );
}
