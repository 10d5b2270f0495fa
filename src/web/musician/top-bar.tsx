/** The bar at the top: whose mix it is, whether the box answers, undo, view, menu. */
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import { undo } from '../model/mix/undo.js';
import { usePage } from '../model/page-context.js';

/** @param calm shown in place of the box's name while all is well. */
export function LinkState({ calm }: { calm?: string }) {
  const page = usePage();
  const connected = page.access.link.value;
  const state = connected?.state.value;
  const [kind, text] =
    state === 'replaced' || state === 'dismissed'
      ? ['dot--off', t('linkClosed')]
      : connected?.reached.value === true
        ? ['', calm ?? page.access.box.value?.name ?? '']
        : ['dot--busy', t(state === 'open' ? 'linkSilent' : 'linkWaiting')];
  return (
    <span class="bar__state" role="status">
      <span class={`dot ${kind}`} />
      <span class="cut">{text}</span>
    </span>
  );
}

const NEXT_MODE = { strips: 'groups', groups: 'big', big: 'strips' } as const;
const MODE_ICON = { strips: 'sliders', groups: 'groups', big: 'plus' } as const;

export function TopBar() {
  const page = usePage();
  const connected = page.access.link.value;
  const shown = page.screen.shownMix.value;
  const other = shown === undefined ? undefined : connected?.devices.value.find((device) => device.uuid === shown);
  return (
    <header class="bar">
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
        <LinkState calm={shown === undefined ? undefined : t('othersMix')} />
      </div>
      <button
        type="button"
        class="button button--plain button--icon"
        aria-label={t('undo')}
        disabled={
          connected?.reached.value !== true ||
          (shown === undefined && !connected.canUndo.value) ||
          page.shown.lock.value.keepsOut
        }
        onClick={() => connected !== undefined && void undo(connected, page.notices, shown ?? connected.uuid)}
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
        class="button button--plain button--icon"
        aria-label={t('menu')}
        onClick={() => page.screen.openSheet('menu')}
      >
        <Icon name="menu" />
      </button>
    </header>
  );
}
