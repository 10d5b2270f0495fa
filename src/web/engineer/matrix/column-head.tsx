/** The head of a musician's column: how they are served, their level, and what is done for them most often. */
import { useMemo } from 'preact/hooks';
import type { Device } from '../../../wire/messages.js';
import { DbText } from '../../fader/db-text.js';
import { stepGain } from '../../fader/taper.js';
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import { RANK } from '../../listen/service.js';
import { Meter } from '../../meter/meter.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { busOf, type SharedMix } from '../../model/people/shared-mixes.js';
import { busMeter, LimiterLight } from '../../strip/master.js';
import { useDesk } from '../desk-context.js';
import { judge } from '../health.js';
import { CueButton, DetailsButton, LockButton, openMix } from '../people/person-buttons.js';
import { Delay } from '../people/served.js';
import { NO_TROUBLE } from '../recent-trouble.js';
import { servedWords } from '../served-words.js';

/** dB of a touch, and of a key. */
export const STEP_DB = 0.5;

export function ColumnHead({ mix: shared, connected }: { mix: SharedMix; connected: BoxLink }) {
  const page = usePage();
  const desk = useDesk();
  const { owner, phones } = shared;
  const { uuid, displayName } = owner;
  const mix = connected.mix(uuid);
  const bus = busOf(shared);
  const source = useMemo(() => busMeter(connected.meters, bus), [connected, bus]);
  const step = (db: number) => mix.set([{ p: 'master', v: stepGain(mix.master.peek(), db) }]);
  return (
    <th scope="col" role="columnheader" class="matrix__head" data-uuid={uuid}>
      <button type="button" class="matrix__name" onClick={() => openMix(page, connected, uuid)}>
        <span class="visually-hidden">{t('openMix')} </span>
        <span class="cut">{displayName}</span>
      </button>
      <Phones mix={shared} />
      <Link phones={phones} />
      <div class="matrix__bus">
        <Meter class="person__meter grow" wide bars={2} source={source} />
        <LimiterLight meters={connected.meters} uuid={bus} />
      </div>
      <div class="matrix__keys">
        <CueButton device={owner} connected={connected} small />
        <LockButton device={owner} connected={connected} />
        <DetailsButton
          name={displayName}
          onOpen={() => {
            desk.openPerson.value = uuid;
          }}
        />
        <button
          type="button"
          class="button button--icon"
          aria-label={t('masterDown', { name: displayName })}
          onClick={() => step(-STEP_DB)}
        >
          <Icon name="minus" size={20} />
        </button>
        <DbText class="matrix__db" value={mix.master} />
        <button
          type="button"
          class="button button--icon"
          aria-label={t('masterUp', { name: displayName })}
          onClick={() => step(STEP_DB)}
        >
          <Icon name="plus" size={20} />
        </button>
      </div>
    </th>
  );
}

/** Which phones play the mix, unless it is its owner's alone. */
function Phones({ mix: { owner, phones } }: { mix: SharedMix }) {
  const names = phones.map(({ displayName }) => displayName).join(', ');
  if (phones.length === 1 && phones[0].uuid === owner.uuid) return null;
  return (
    <p class="matrix__phones small cut" title={names}>
      {phones.length > 1 ? t('onPhones', { n: phones.length }) : t('onPhone')} <span>{names}</span>
    </p>
  );
}

/** Quality and delay of the phone that is served worst, in one line; words only if none listens. */
function Link({ phones }: { phones: readonly Device[] }) {
  const desk = useDesk();
  const heard = desk.health.value?.listeners.filter(({ device }) => phones.some(({ uuid }) => uuid === device)) ?? [];
  if (heard.length === 0) return <p class="matrix__link quiet small">{t('notListeningShort')}</p>;
  const judged = heard.map((listener) => {
    const trouble = desk.trouble.value.get(`${listener.device}`) ?? NO_TROUBLE;
    return { listener, trouble, ...judge(listener, trouble) };
  });
  const { listener, trouble, quality, reason } = judged.reduce((worst, one) =>
    RANK[one.quality] > RANK[worst.quality] ? one : worst,
  );
  return (
    <p class="matrix__link small">
      <span class={`badge quality quality--${quality}`} title={reason && t(`reason_${reason}`)}>
        <Icon name={quality === 'poor' ? 'alert' : 'wifi'} size={14} />
        {t(`quality_${quality}`)}
      </span>
      <Delay delay={servedWords(listener, undefined, trouble.madeUp).delay} />
    </p>
  );
}
