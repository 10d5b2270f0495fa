/** What musicians ask for, with one tap for each answer. */
import type { Ask, Device } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import { askInMyLanguage } from '../../model/ask-words.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { deviceWords } from '../device-words.js';
import { OfferRow, withOffers } from '../offer/offer-row.js';

export function Asks({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const asks = connected.asks.value;
  const claims = connected.devices.value.filter(({ claims: of }) => of !== null);
  const offers = withOffers(connected.devices.value);
  if (asks.length + claims.length + offers.length === 0) return null;
  const away = !connected.reached.value;
  const answer = (ask: Ask, action: 'accept' | 'decline') =>
    connected.command(`ask/${ask.uuid}`, { action, id: ask.id }).catch(page.notices.tell);
  return (
    <section class="card stack stack--tight" aria-label={t('asksTitle')}>
      <h2>{t('asksTitle')}</h2>
      <ul class="list" aria-live="polite">
        {claims.map((device) => (
          <Claim key={device.uuid} device={device} connected={connected} />
        ))}
        {offers.map((device) => (
          <OfferRow key={device.uuid} device={device} connected={connected} />
        ))}
        {asks.map((ask) => (
          <li key={ask.id} class="row row--wrap ask">
            <span class="grow">
              <strong>{ask.name}</strong> <bdi>{askInMyLanguage(ask.text)}</bdi>
            </span>
            <span class="row ask__keys">
              <button type="button" class="button button--main" disabled={away} onClick={() => answer(ask, 'accept')}>
                <Icon name="check" size={20} />
                {t(ask.p === null ? 'onIt' : 'accept')}
              </button>
              <button
                type="button"
                class="button button--icon"
                disabled={away}
                aria-label={t('declineOf', { name: ask.name })}
                onClick={() => answer(ask, 'decline')}
              >
                <Icon name="close" size={20} />
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Somebody on a new phone says who they are. */
function Claim({
  device: { uuid, claims, displayName, userAgent },
  connected,
}: {
  device: Device;
  connected: BoxLink;
}) {
  const page = usePage();
  const of = claims === null ? undefined : connected.device(claims);
  if (of === undefined) return null;
  const answer = (action: 'handover' | 'refuse') =>
    connected.command(`device/${of.uuid}`, { action, to: uuid }).catch(page.notices.tell);
  return (
    <li class="row row--wrap ask">
      <span class="grow">
        <strong>{displayName}</strong> <span class="quiet small">{deviceWords(userAgent)}</span>{' '}
        {t('saysTheyAre', { name: of.displayName })}
      </span>
      <button
        type="button"
        class="button button--main"
        disabled={!connected.reached.value}
        onClick={() => void answer('handover')}
      >
        <Icon name="check" size={20} />
        {t('handOverNow')}
      </button>
      <button
        type="button"
        class="button button--icon"
        disabled={!connected.reached.value}
        aria-label={t('declineOf', { name: displayName })}
        onClick={() => void answer('refuse')}
      >
        <Icon name="close" size={20} />
      </button>
    </li>
  );
}
