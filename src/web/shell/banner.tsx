/** A line across the page that explains a state, with what can be done about it. */
import type { ComponentChildren } from 'preact';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { BoxLink } from '../model/box-link.js';

export interface BannerProps {
  readonly icon?: 'alert' | 'lock';
  /** A screen reader reads it at once. */
  readonly urgent?: boolean;
  readonly quiet?: boolean;
  readonly buttons?: readonly (readonly [text: string, run: () => void])[];
  readonly children: ComponentChildren;
}

export function Banner({ icon, urgent = false, quiet = false, buttons = [], children }: BannerProps) {
  return (
    <div class={`banner${quiet ? ' banner--quiet' : ''}`} role={urgent ? 'alert' : 'status'}>
      {icon !== undefined && <Icon name={icon} size={20} />}
      <span>{children}</span>
      {buttons.length > 0 && (
        <span class="banner__keys">
          {buttons.map(([text, run]) => (
            <button key={text} type="button" class="button" onClick={run}>
              {text}
            </button>
          ))}
        </span>
      )}
    </div>
  );
}

/** The box has not answered for a while, and nobody closed the connection on purpose. */
export function isAway(connected: BoxLink): boolean {
  const state = connected.state.value;
  return connected.away.value && state !== 'replaced' && state !== 'dismissed';
}

/** @param children what that means for this screen */
export function AwayBanner({ connected, children }: { connected: BoxLink; children: ComponentChildren }) {
  if (!isAway(connected)) return null;
  return (
    <Banner icon="alert" urgent>
      {connected.noSockets.value ? t('openElsewhere', { address: location.host }) : children}
    </Banner>
  );
}
