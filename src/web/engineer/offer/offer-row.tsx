/** What became of an offer: it waits, is heard, was taken or refused. It stays until the engineer closes it. */
import type { Device, OfferNote } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';

export const withOffers = (devices: readonly Device[]): readonly Device[] =>
  devices.filter(({ offer }) => offer !== null);

export function OfferRow({ device: { uuid, displayName, offer }, connected }: { device: Device; connected: BoxLink }) {
  const page = usePage();
  if (offer === null) return null;
  const withdraw = () => connected.command(`offer/${uuid}`, { action: 'withdraw' }).catch(page.notices.tell);
  return (
    <li class="row row--wrap ask">
      <span class="grow">
        <strong>{displayName}</strong> {t(`offer_${stateOf(offer)}`)}
      </span>
      {offer.state === 'open' ? (
        <button type="button" class="button" disabled={!connected.reached.value} onClick={() => void withdraw()}>
          {t('withdrawOffer')}
        </button>
      ) : (
        <button
          type="button"
          class="button button--icon"
          disabled={!connected.reached.value}
          aria-label={t('closeOffer', { name: displayName })}
          onClick={() => void withdraw()}
        >
          <Icon name="close" size={20} />
        </button>
      )}
    </li>
  );
}

const stateOf = ({ state, heard }: OfferNote) => (heard ? 'heard' : state);
