/** The bar at the top: whose mix it is, whether the box answers, undo, view, menu. */
import type { Device } from '../../wire/messages.js';
import { figure, t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { ListenState } from '../listen/listener-api.js';
import { hasDelay, serviceOf } from '../listen/service.js';
import type { BoxLink } from '../model/box-link.js';
import { isOn } from '../model/listening.js';
import { undo } from '../model/mix/undo.js';
import { usePage } from '../model/page-context.js';
import { Panic } from '../shell/panic.js';
import { causeText, gradeText, shownGrade, statusText } from './listen-words.js';

/** @param other whose mix is on the screen, if not the own one: the dot is then that person's. */
export function LinkState({ other }: { other?: Device }) {
  const page = usePage();
  const connected = page.access.link.value;
  const state = connected?.state.value;
  const [kind, text] =
    state === 'replaced' || state === 'dismissed'
      ? ['dot--off', t('linkClosed')]
      : connected?.reached.value === true
        ? calm(other, page.access.box.value?.name ?? '')
        : ['dot--busy', t(state === 'open' ? 'linkSilent' : 'linkWaiting')];
  const listening = page.listening.state.value;
  const served = other === undefined && listening !== undefined && isOn(listening);
  return (
    <span class="bar__state">
      {served ? <Pill state={listening} reached={kind === ''} /> : <span class={`dot ${kind}`} />}
      {/* While sound plays and all is well, the pill says it all. */}
      <span class="cut" role="status">
        {served && kind === '' ? '' : text}
      </span>
    </span>
  );
}

/** Delay and link in one colour and shape. Its words are in the button that lies over it. */
function Pill({ state, reached }: { state: ListenState; reached: boolean }) {
  const grade = serviceOf(state, reached);
  return (
    <span class={`pill pill--${grade} figures`} aria-hidden="true">
      <span class={`delay-mark delay-mark--${grade}`} />
      <span class="pill__figure">
        {hasDelay(state) && reached ? `${figure(Math.round(state.delayMs))} ms` : '– ms'}
      </span>
    </span>
  );
}

function calm(other: Device | undefined, box: string): readonly [kind: string, text: string] {
  if (other === undefined) return ['', box];
  return other.active ? ['', t('othersMix')] : ['dot--off', t('absent')];
}

const NEXT_MODE = { strips: 'groups', groups: 'big', big: 'strips' } as const;
const MODE_ICON = { strips: 'sliders', groups: 'groups', big: 'grid' } as const;

export function TopBar() {
  const page = usePage();
  const connected = page.access.link.value;
  const shown = page.screen.shownMix.value;
  const other = shown === undefined ? undefined : connected?.device(shown);
  return (
    <header class="bar">
      <button
        type="button"
        class="button skip-link"
        onClick={() => document.querySelector<HTMLElement>('.listen')?.focus()}
      >
        {t('skipToListen')}
      </button>
      {(shown !== undefined || page.identity.isEngineer.value) && (
        <button
          type="button"
          class="button button--plain button--icon"
          aria-label={t('toDesk')}
          onClick={() => page.screen.go('desk')}
        >
          <Icon name="back" />
        </button>
      )}
      <div class="bar__title">
        <h1 class="cut">{shown === undefined ? page.identity.name.value : (other?.displayName ?? '')}</h1>
        <LinkState other={other} />
        <ListenDetails />
      </div>
      {shown !== undefined && connected !== undefined && <PanicKeys connected={connected} />}
      <button
        type="button"
        class="button button--plain button--icon"
        aria-label={t('undo')}
        disabled={
          connected?.reached.value !== true ||
          (shown === undefined && !connected.lists(connected.mine.value).canUndo.value) ||
          page.shown.lock.value.keepsOut ||
          page.shown.prepared !== undefined
        }
        onClick={() => connected !== undefined && void undo(connected, page.notices, shown ?? connected.mine.peek())}
      >
        <Icon name="undo" />
      </button>
      {shown === undefined && (
        <button
          type="button"
          class="button button--plain button--icon"
          aria-label={t('pocketLock')}
          onClick={() => {
            page.screen.pocketLocked.value = true;
          }}
        >
          <Icon name="lock" />
        </button>
      )}
      {shown !== undefined && <span class="bar__space" />}
      <button
        type="button"
        class="button button--plain button--icon"
        aria-label={t(`mode_${NEXT_MODE[page.screen.mode.value]}`)}
        onClick={() => {
          page.screen.mode.value = NEXT_MODE[page.screen.mode.value];
        }}
      >
        <Icon name={MODE_ICON[NEXT_MODE[page.screen.mode.value]]} />
      </button>
      <button
        type="button"
        class="button button--plain button--icon unread"
        aria-label={t('menu')}
        onClick={() => page.screen.openSheet('menu')}
      >
        <Icon name="menu" />
        {page.inbox.unseen.value.length > 0 && (
          <span class="unread__count" data-count={page.inbox.unseen.value.length} />
        )}
      </button>
    </header>
  );
}

/** The name and the state under it open the details of listening, while there are any. */
function ListenDetails() {
  const page = usePage();
  const state = page.listening.state.value;
  if (state === undefined || !(isOn(state) || state.cause !== null)) return null;
  const grade = shownGrade(state);
  const said =
    state.cause !== null
      ? [causeText(state.cause)]
      : grade === undefined
        ? [statusText(state)]
        : [statusText(state), gradeText(grade)];
  return (
    <button
      type="button"
      class="bar__details"
      aria-label={`${t('listenDetails')}: ${said.join(', ')}`}
      onClick={() => page.screen.openSheet('listen')}
    />
  );
}

/** In somebody's mix: panic, where nothing can be touched in the own mix. A narrow screen asks in a sheet. */
function PanicKeys({ connected }: { connected: BoxLink }) {
  const page = usePage();
  return (
    <>
      <span class="wide-only bar__panic">
        <Panic connected={connected} />
      </span>
      <button
        type="button"
        class="button button--icon button--danger narrow-only"
        aria-label={t('panicTitle')}
        onClick={() => page.screen.openSheet('panic')}
      >
        <Icon name="alert" />
      </button>
    </>
  );
}
