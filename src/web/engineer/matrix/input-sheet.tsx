/** Who hears one input, and how loud: everybody who is here, one below the other. */
import type { Device } from '../../../wire/messages.js';
import { dbFigure } from '../../fader/db-words.js';
import { stepGain } from '../../fader/taper.js';
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import type { StripInfo } from '../../model/mix/strips.js';
import { usePage } from '../../model/page-context.js';
import { Sheet } from '../../shell/sheet.js';
import { openMix } from '../people/person-buttons.js';
import { heatOf } from './heat.js';

/** dB of a touch. */
const STEP_DB = 1;

export function InputSheet({
  strip,
  people,
  connected,
  onClose,
}: {
  strip: StripInfo;
  people: readonly Device[];
  connected: BoxLink;
  onClose: () => void;
}) {
  return (
    <Sheet title={t('whoHears', { name: strip.name })} onClose={onClose}>
      <ul class="list">
        {people.map((device) => (
          <Hearer key={device.uuid} device={device} strip={strip} connected={connected} />
        ))}
      </ul>
    </Sheet>
  );
}

function Hearer({ device, strip: { ch, name }, connected }: { device: Device; strip: StripInfo; connected: BoxLink }) {
  const page = usePage();
  const { uuid, displayName } = device;
  const mix = connected.mix(uuid);
  const gain = mix.gain(ch).value;
  const on = mix.flag('on', ch).value;
  const mute = mix.flag('mute', ch).value;
  const { heat, hot, silent } = heatOf({ gain, on, mute });
  const both = `${displayName}, ${name}`;
  const step = (db: number) => mix.setChannel(ch, 'gain', stepGain(mix.gain(ch).peek(), db));
  return (
    <li class="row hearer">
      <button type="button" class="list__item grow cut" onClick={() => openMix(page, connected, uuid)}>
        <strong class="cut">{displayName}</strong>
      </button>
      <span
        class={`cell hearer__level${hot ? ' cell--hot' : ''}${silent ? ' cell--silent' : ''}`}
        style={{ '--heat': `${Math.round(heat * 100)}%` }}
      >
        {on ? `${dbFigure(gain)} dB` : '–'}
      </span>
      <button
        type="button"
        class="button button--icon"
        aria-label={t('softer', { name: both })}
        disabled={!on}
        onClick={() => step(-STEP_DB)}
      >
        <Icon name="minus" size={20} />
      </button>
      <button
        type="button"
        class="button button--icon"
        aria-label={t('louder', { name: both })}
        disabled={!on}
        onClick={() => step(STEP_DB)}
      >
        <Icon name="plus" size={20} />
      </button>
      <button
        type="button"
        class="key key--mute"
        aria-pressed={mute}
        aria-label={t('muteOf', { name: both })}
        onClick={() => mix.setChannel(ch, 'mute', !mute)}
      >
        {t('muteKey')}
      </button>
    </li>
  );
}
