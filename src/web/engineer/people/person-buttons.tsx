/** What an engineer does most often for a person: open the mix, listen in, lock. */
import type { Device } from '../../../wire/messages.js';
import type { MixLock } from '../../../wire/roles.js';
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { isOn } from '../../model/listening.js';
import type { Page } from '../../model/page.js';
import { usePage } from '../../model/page-context.js';
import { mixOf } from '../../model/people/shared-mixes.js';

interface Of {
  readonly device: Device;
  readonly connected: BoxLink;
  /** Only the picture; the words are for screen readers. */
  readonly small?: boolean;
}

/** Opens somebody's mix; one's own is the page of one's own mix. */
export function openMix(page: Page, connected: BoxLink, mix: string): void {
  if (mix === connected.mine.peek()) page.screen.go('mix');
  else page.screen.goToMix(mix);
}

export function OpenMixButton({ device, connected }: Of) {
  const page = usePage();
  return (
    <button type="button" class="button grow" onClick={() => openMix(page, connected, mixOf(device))}>
      <Icon name="sliders" size={20} />
      {t('openMix')}
      <span class="visually-hidden">{device.displayName}</span>
    </button>
  );
}

export function CueButton({ device, connected, small = false }: Of) {
  const page = usePage();
  const mix = mixOf(device);
  const mine = connected.mine.value;
  const hearing = isOn(page.listening.state.value) && (page.listening.cue.value ?? mine) === mix;
  return (
    <button
      type="button"
      class={`button ${small ? 'button--icon' : 'grow'}`}
      aria-pressed={hearing}
      onClick={() => page.listening.listenTo(hearing || mix === mine ? undefined : mix)}
    >
      <Icon name="headphones" size={20} />
      <span class={small ? 'visually-hidden' : undefined}>{t(hearing ? 'cueOn' : 'cue')}</span>
      <span class="visually-hidden">{device.displayName}</span>
    </button>
  );
}

export function LockButton({ device, connected }: Of) {
  const page = usePage();
  const mix = mixOf(device);
  const lock = lockOf(device, connected);
  return (
    <button
      type="button"
      class={`button button--icon ${lock === null ? 'button--plain' : ''}`}
      aria-pressed={lock !== null}
      aria-label={t('lockMixOf', { name: device.displayName })}
      onClick={() =>
        connected
          .command(`device/${mix}`, { action: 'lock', lock: lock === null ? 'engineer' : null })
          .catch(page.notices.tell)
      }
    >
      <Icon name={lock === null ? 'unlock' : 'lock'} size={20} />
    </button>
  );
}

/** The lock of the mix that a device plays. */
export function lockOf(device: Device, connected: BoxLink): MixLock | null {
  return connected.device(mixOf(device))?.lock ?? null;
}

export function DetailsButton({ name, onOpen }: { name: string; onOpen: () => void }) {
  return (
    <button
      type="button"
      class="button button--plain button--icon"
      aria-label={t('detailsOf', { name })}
      onClick={onOpen}
    >
      <Icon name="gear" size={20} />
    </button>
  );
}
