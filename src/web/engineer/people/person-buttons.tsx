/** What an engineer does most often for a person: open the mix, listen in, lock. */
import type { Device } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { isOn } from '../../model/listening.js';
import type { Page } from '../../model/page.js';
import { usePage } from '../../model/page-context.js';

interface Of {
  readonly device: Device;
  readonly connected: BoxLink;
  /** Only the picture; the words are for screen readers. */
  readonly small?: boolean;
}

/** Opens a person's mix; one's own is the page of one's own mix. */
export function openMix(page: Page, connected: BoxLink, uuid: string): void {
  if (uuid === connected.uuid) page.screen.go('mix');
  else page.screen.goToMix(uuid);
}

export function OpenMixButton({ device: { uuid, displayName }, connected }: Of) {
  const page = usePage();
  return (
    <button type="button" class="button grow" onClick={() => openMix(page, connected, uuid)}>
      <Icon name="sliders" size={20} />
      {t('openMix')}
      <span class="visually-hidden">{displayName}</span>
    </button>
  );
}

export function CueButton({ device: { uuid, displayName }, connected, small = false }: Of) {
  const page = usePage();
  const hearing = isOn(page.listening.state.value) && (page.listening.cue.value ?? connected.uuid) === uuid;
  return (
    <button
      type="button"
      class={`button ${small ? 'button--icon' : 'grow'}`}
      aria-pressed={hearing}
      onClick={() => page.listening.listenTo(hearing || uuid === connected.uuid ? undefined : uuid)}
    >
      <Icon name="headphones" size={20} />
      <span class={small ? 'visually-hidden' : undefined}>{t(hearing ? 'cueOn' : 'cue')}</span>
      <span class="visually-hidden">{displayName}</span>
    </button>
  );
}

export function LockButton({ device: { uuid, displayName, lock }, connected }: Of) {
  const page = usePage();
  return (
    <button
      type="button"
      class={`button button--icon ${lock === null ? 'button--plain' : ''}`}
      aria-pressed={lock !== null}
      aria-label={t('lockMixOf', { name: displayName })}
      onClick={() =>
        connected
          .command(`device/${uuid}`, { action: 'lock', lock: lock === null ? 'engineer' : null })
          .catch(page.notices.tell)
      }
    >
      <Icon name={lock === null ? 'unlock' : 'lock'} size={20} />
    </button>
  );
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
