/** The head of a musician's column: how they are served, their level, and what is done for them most often. */
import { useMemo } from 'preact/hooks';
import type { Device } from '../../../wire/messages.js';
import { DbText } from '../../fader/db-text.js';
import { stepGain } from '../../fader/taper.js';
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import { Meter } from '../../meter/meter.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { busMeter, LimiterLight } from '../../strip/master.js';
import { useDesk } from '../desk-context.js';
import { judge } from '../health.js';
import { CueButton, DetailsButton, LockButton, openMix } from '../people/person-buttons.js';
import { Delay } from '../people/served.js';
import { NO_TROUBLE } from '../recent-trouble.js';
import { servedWords } from '../served-words.js';

/** dB of a touch. */
const STEP_DB = 0.5;

export function ColumnHead({ device, connected }: { device: Device; connected: BoxLink }) {
  const page = usePage();
  const desk = useDesk();
  const { uuid, displayName } = device;
  const mix = connected.mix(uuid);
  const source = useMemo(() => busMeter(connected.meters, uuid), [connected, uuid]);
  const step = (db: number) => mix.set([{ p: 'master', v: stepGain(mix.master.peek(), db) }]);
  return (
    <th scope="col" class="matrix__head">
      <button type="button" class="matrix__name" onClick={() => openMix(page, connected, uuid)}>
        <span class="visually-hidden">{t('openMix')} </span>
        <span class="cut">{displayName}</span>
      </button>
      <Link device={device} />
      <div class="matrix__bus">
        <Meter class="person__meter grow" wide bars={2} source={source} />
        <LimiterLight meters={connected.meters} uuid={uuid} />
      </div>
      <div class="matrix__keys">
        <CueButton device={device} connected={connected} small />
        <LockButton device={device} connected={connected} />
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

/** Quality and delay, in one line; words only for who does not listen. */
function Link({ device: { uuid } }: { device: Device }) {
  const desk = useDesk();
  const listener = desk.health.value?.listeners.find((one) => one.device === uuid);
  if (listener === undefined) return <p class="matrix__link quiet small">{t('notListeningShort')}</p>;
  const trouble = desk.trouble.value.get(uuid) ?? NO_TROUBLE;
  const { quality, reason } = judge(listener, trouble);
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
