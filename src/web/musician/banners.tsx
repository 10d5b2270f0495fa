/** Banners that explain why the mix sounds as it does, or why nothing moves. A short screen shows the first two. */
import { useSignal } from '@preact/signals';
import { t } from '../i18n/language.js';
import type { BoxLink } from '../model/box-link.js';
import type { MixView } from '../model/mix/mix-view.js';
import { soloOff } from '../model/mix/solo.js';
import type { Page } from '../model/page.js';
import { usePage } from '../model/page-context.js';
import { Banner, type BannerProps, isAway } from '../shell/banner.js';
import { causeText, waits } from './listen-words.js';
import { TwoPhones } from './two-phones.js';
import { unsentBanner } from './unsent-banner.js';

/** A banner with the name of its kind; undefined while its state is not there. */
type Told = (BannerProps & { readonly kind: string }) | undefined;

/** The most that a short screen shows at once. */
const SHORT = 2;

export function Banners({ connected, mix }: { connected: BoxLink; mix: MixView }) {
  const page = usePage();
  const all = useSignal(false);
  const told = [
    away(connected),
    closed(connected),
    sourceGone(connected),
    unsentBanner(page, connected, mix),
    offered(page, connected),
    panic(page, connected),
    waiting(page),
    solo(page, mix),
    locked(page, connected, mix),
  ].filter((each) => each !== undefined);
  return (
    <div class={`banners${all.value ? '' : ' banners--folded'}`}>
      <TwoPhones connected={connected} />
      {told.map(({ kind, ...props }) => (
        <Banner key={kind} {...props} />
      ))}
      {told.length > SHORT && (
        <button
          type="button"
          class="button banners__more"
          aria-expanded={all.value}
          aria-label={all.value ? t('fewerNotes') : t('moreNotes', { n: told.length - SHORT })}
          onClick={() => {
            all.value = !all.value;
          }}
        >
          {all.value ? '−' : `+${told.length - SHORT}`}
        </button>
      )}
    </div>
  );
}

function away(connected: BoxLink): Told {
  if (!isAway(connected)) return undefined;
  const children = connected.noSockets.value ? t('openElsewhere', { address: location.host }) : t('awayMix');
  return { kind: 'away', icon: 'alert', urgent: true, children };
}

function closed(connected: BoxLink): Told {
  const state = connected.state.value;
  if (state !== 'replaced' && state !== 'dismissed') return undefined;
  return {
    kind: 'closed',
    icon: 'alert',
    urgent: true,
    buttons: [[t('useHere'), () => connected.connect()]],
    children: t(state === 'replaced' ? 'replacedHere' : 'dismissedHere'),
  };
}

function sourceGone(connected: BoxLink): Told {
  if (connected.status.value.source?.state !== 'gone') return undefined;
  return { kind: 'source', icon: 'alert', urgent: true, children: t('causeSourceGone') };
}

/** An engineer offers a mix; the sheet lets the musician hear it. */
function offered(page: Page, connected: BoxLink): Told {
  const offer = connected.me.value?.offer;
  if (offer?.state !== 'open' || !page.shown.mine.value) return undefined;
  return {
    kind: 'offer',
    buttons: [[t('hearOffer'), () => page.screen.openSheet('offer')]],
    children: t(offer.heard ? 'offerHeard' : 'offerMade', { name: offer.name }),
  };
}

/** This phone waits for a place to listen. */
function waiting(page: Page): Told {
  const cause = page.listening.state.value?.cause;
  return waits(cause) ? { kind: 'waits', icon: 'alert', children: causeText(cause) } : undefined;
}

/** Why this musician hears nothing, or little: the engineer muted or dimmed everybody. */
function panic(page: Page, connected: BoxLink): Told {
  if (connected.panic.value.level === 'off') return undefined;
  const lift = () => void connected.command('panic', { level: 'off' }).catch(page.notices.tell);
  return {
    kind: 'panic',
    icon: 'alert',
    urgent: true,
    buttons: page.identity.isEngineer.value ? [[t('panicLift'), lift]] : [],
    children: panicText(connected),
  };
}

/** Who silenced everybody, in words; empty if nobody did. */
export function panicText(connected: BoxLink): string {
  const { level, name } = connected.panic.value;
  if (level === 'off') return '';
  return t(level === 'mute' ? 'panicMutedBy' : 'panicDimmedBy', { name: name ?? t('engineerTitle') });
}

/** Why the faders do not move, with a button to ask; an engineer opens the lock here. */
function locked(page: Page, connected: BoxLink, mix: MixView): Told {
  const { lock, keepsOut } = page.shown.lock.value;
  if (lock === null) return undefined;
  const unlock = () =>
    void connected.command(`device/${mix.uuid}`, { action: 'lock', lock: null }).catch(page.notices.tell);
  return page.identity.isEngineer.value
    ? {
        kind: 'lock',
        icon: 'lock',
        quiet: true,
        buttons: [[t('unlock'), unlock]],
        children: t(keepsOut ? 'lockNobody' : 'lockEngineer'),
      }
    : {
        kind: 'lock',
        icon: 'lock',
        quiet: true,
        buttons: [[t('askShort'), () => page.screen.openSheet('ask')]],
        children: t('lockedByEngineer'),
      };
}

/** Of the strips on the screen; a pair counts once. */
function solo(page: Page, mix: MixView): Told {
  if (!mix.soloed.value) return undefined;
  const strips = page.shown.strips.value;
  const n = strips.filter(({ ch }) => mix.flag('solo', ch).value).length;
  return {
    kind: 'solo',
    buttons: page.shown.lock.value.keepsOut ? [] : [[t('clearSolo'), () => mix.set(soloOff(mix, strips))]],
    children: t('soloActive', { n, all: strips.length }),
  };
}
