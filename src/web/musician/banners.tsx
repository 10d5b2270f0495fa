/** Banners that explain why the mix sounds as it does, or why nothing moves. */
import type { ComponentChildren } from 'preact';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { BoxLink } from '../model/box-link.js';
import type { MixView } from '../model/mix/mix-view.js';
import type { StripInfo } from '../model/mix/strips.js';
import { usePage } from '../model/page-context.js';
import { causeText, waits } from './listen-words.js';

export function Banners({ connected, mix }: { connected: BoxLink; mix: MixView }) {
  const page = usePage();
  const state = connected.state.value;
  const cause = page.listening.state.value?.cause;
  return (
    <div class="banners">
      <AwayBanner connected={connected}>{t('awayMix')}</AwayBanner>
      {(state === 'replaced' || state === 'dismissed') && (
        <Banner icon="alert" urgent button={t('useHere')} onButton={() => connected.connect()}>
          {t(state === 'replaced' ? 'replacedHere' : 'dismissedHere')}
        </Banner>
      )}
      {connected.status.value.source?.state === 'gone' && (
        <Banner icon="alert" urgent>
          {t('causeSourceGone')}
        </Banner>
      )}
      {waits(cause) && <Banner icon="alert">{causeText(cause)}</Banner>}
      <PanicBanner connected={connected} />
      <LockBanner connected={connected} mix={mix} />
      {mix.soloed.value && <SoloBanner mix={mix} />}
    </div>
  );
}

/** The box has not answered for a while, and nobody closed the connection on purpose. */
export function AwayBanner({ connected, children }: { connected: BoxLink; children: ComponentChildren }) {
  const state = connected.state.value;
  if (!connected.away.value || state === 'replaced' || state === 'dismissed') return null;
  return (
    <Banner icon="alert" urgent>
      {connected.noSockets.value ? t('openElsewhere', { address: location.host }) : children}
    </Banner>
  );
}

function Banner({
  icon,
  urgent = false,
  quiet = false,
  button,
  onButton,
  children,
}: {
  icon?: 'alert' | 'lock';
  /** A screen reader reads it at once. */
  urgent?: boolean;
  quiet?: boolean;
  button?: string;
  onButton?: () => void;
  children: ComponentChildren;
}) {
  return (
    <div class={`banner${quiet ? ' banner--quiet' : ''}`} role={urgent ? 'alert' : 'status'}>
      {icon !== undefined && <Icon name={icon} size={20} />}
      <span>{children}</span>
      {button !== undefined && (
        <button type="button" class="button" onClick={onButton}>
          {button}
        </button>
      )}
    </div>
  );
}

/** Why this musician hears nothing, or little: the engineer muted or dimmed everybody. */
function PanicBanner({ connected }: { connected: BoxLink }) {
  const page = usePage();
  if (connected.panic.value.level === 'off') return null;
  return (
    <Banner
      icon="alert"
      urgent
      button={page.identity.isEngineer.value ? t('panicLift') : undefined}
      onButton={() => connected.command('panic', { level: 'off' }).catch(page.notices.tell)}
    >
      {panicText(connected)}
    </Banner>
  );
}

/** Who silenced everybody, in words; empty if nobody did. */
export function panicText(connected: BoxLink): string {
  const { level, name } = connected.panic.value;
  if (level === 'off') return '';
  return t(level === 'mute' ? 'panicMutedBy' : 'panicDimmedBy', { name: name ?? t('engineerTitle') });
}

/** Why the faders do not move, with a button to ask; an engineer opens the lock here. */
function LockBanner({ connected, mix }: { connected: BoxLink; mix: MixView }) {
  const page = usePage();
  const { lock, keepsOut } = page.shown.lock.value;
  if (lock === null) return null;
  if (page.identity.isEngineer.value)
    return (
      <Banner
        icon="lock"
        quiet
        button={t('unlock')}
        onButton={() =>
          connected.command(`device/${mix.uuid}`, { action: 'lock', lock: null }).catch(page.notices.tell)
        }
      >
        {t(keepsOut ? 'lockNobody' : 'lockEngineer')}
      </Banner>
    );
  return (
    <Banner icon="lock" quiet button={t('askShort')} onButton={() => page.screen.openSheet('ask')}>
      {t('lockedByEngineer')}
    </Banner>
  );
}

/** Of the strips on the screen; a pair counts once. */
function SoloBanner({ mix }: { mix: MixView }) {
  const page = usePage();
  const n = page.shown.strips.value.filter(({ ch }) => mix.flag('solo', ch).value).length;
  return (
    <Banner
      button={page.shown.lock.value.keepsOut ? undefined : t('clearSolo')}
      onButton={() => clearSolos(mix, page.shown.strips.value)}
    >
      {t('soloActive', { n, all: page.shown.strips.value.length })}
    </Banner>
  );
}

function clearSolos(mix: MixView, strips: readonly StripInfo[]): void {
  mix.set(
    strips
      .flatMap((strip) => (strip.pair === undefined ? [strip.ch] : [strip.ch, strip.pair]))
      .filter((ch) => mix.flag('solo', ch).peek())
      .map((ch) => ({ p: 'solo', ch, v: false })),
  );
}
