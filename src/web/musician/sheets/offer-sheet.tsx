/** An engineer's offer: what it would change, heard beside the own mix, then taken or refused. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Offer } from '../../../wire/messages.js';
import type { Change } from '../../../wire/mix.js';
import { topics } from '../../../wire/topics.js';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { changeInWords } from '../../model/change-words.js';
import { isOn } from '../../model/listening.js';
import { undo } from '../../model/mix/undo.js';
import { usePage } from '../../model/page-context.js';
import { Choice } from '../../shell/controls.js';
import { Sheet } from '../../shell/sheet.js';

/** Most changes that are named one by one. */
const NAMED = 6;

export function OfferSheet() {
  const page = usePage();
  const connected = page.access.link.value;
  const offer = useSignal<Offer | null | undefined>(undefined);
  useEffect(
    () =>
      connected?.watch(topics.offer(connected.uuid), (message) => {
        offer.value = message.offer;
      }),
    [connected, offer],
  );
  const close = () => {
    const heard = offer.peek();
    if (heard?.heard === true)
      void connected
        ?.command(`offer/${connected.uuid}`, { action: 'hear', id: heard.id, on: false })
        .catch(page.notices.tell);
    page.screen.closeSheet();
  };
  if (connected === undefined || offer.value === undefined) return null;
  return (
    <Sheet title={t('offerTitle', { name: offer.value?.name ?? t('engineerTitle') })} onClose={close}>
      {offer.value?.state === 'open' ? (
        <Compare offer={offer.value} connected={connected} />
      ) : (
        <p class="quiet">{t('offerGone')}</p>
      )}
    </Sheet>
  );
}

function Compare({ offer: { id, set, heard }, connected }: { offer: Offer; connected: BoxLink }) {
  const page = usePage();
  const send = (payload: { action: 'take' | 'refuse' } | { action: 'hear'; on: boolean }) =>
    connected.command(`offer/${connected.uuid}`, { ...payload, id });
  const take = () =>
    send({ action: 'take' }).then(() => {
      page.screen.closeSheet();
      page.notices.notify(t('offerTaken'), {
        action: { label: t('undo'), run: () => void undo(connected, page.notices, connected.uuid) },
      });
    }, page.notices.tell);
  return (
    <div class="stack">
      <p>{t('offerChanges')}</p>
      <Changes set={set} connected={connected} />
      <Choice
        label={t('whatYouHear')}
        value={heard ? 'offer' : 'mine'}
        options={[
          ['mine', t('hearMine')],
          ['offer', t('hearTheirs')],
        ]}
        onPick={(picked) => void send({ action: 'hear', on: picked === 'offer' }).catch(page.notices.tell)}
      />
      {!isOn(page.listening.state.value) && <p class="quiet small">{t('hearFirst')}</p>}
      <div class="row">
        <button type="button" class="button button--main grow" onClick={() => void take()}>
          {t('takeOffer')}
        </button>
        <button
          type="button"
          class="button grow"
          onClick={() => void send({ action: 'refuse' }).then(page.screen.closeSheet, page.notices.tell)}
        >
          {t('refuseOffer')}
        </button>
      </div>
    </div>
  );
}

function Changes({ set, connected }: { set: readonly Change[]; connected: BoxLink }) {
  const names = new Map(connected.channels.value.map(({ index, name }) => [index, name]));
  return (
    <ul class="list">
      {set.slice(0, NAMED).map((change) => (
        <li key={`${change.p}:${change.ch}`} class="list__item">
          {changeInWords(change, (ch) => names.get(ch) ?? `${ch + 1}`)}
        </li>
      ))}
      {set.length > NAMED && <li class="list__item quiet">{t('offerMore', { n: set.length - NAMED })}</li>}
    </ul>
  );
}
