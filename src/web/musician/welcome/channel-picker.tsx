/** Picks the musician's own inputs, from the list or by playing: the page proposes the input whose level rises. */
import { useSignal } from '@preact/signals';
import type { BoxChannel } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import { ChannelIcon, Icon } from '../../icons/icon.js';
import { Meter } from '../../meter/meter.js';
import type { BoxLink } from '../../model/box-link.js';
import { inkOn } from '../../model/ink.js';
import type { MeterHub } from '../../model/meter-hub.js';
import { type Family, familyOf } from '../../model/mix/families.js';
import { Finder } from './finder.js';

export function ChannelPicker({
  connected,
  chosen,
  onChange,
  first,
}: {
  connected: BoxLink;
  chosen: readonly number[];
  onChange: (chosen: readonly number[]) => void;
  /** The musician's instrument: its inputs lead the list. */
  first?: Family;
}) {
  const finding = useSignal(false);
  const toggle = (ch: number) =>
    onChange(chosen.includes(ch) ? chosen.filter((other) => other !== ch) : [...chosen, ch].sort((a, b) => a - b));
  const order = connected.channelOrder.value;
  const list = [...connected.channels.value].sort((a, b) => order.indexOf(a.index) - order.indexOf(b.index));
  const rank = (channel: BoxChannel) => (familyOf(channel) === first ? 0 : 1);
  return (
    <div class="stack">
      <button
        type="button"
        class="button button--tall button--outline"
        onClick={() => {
          finding.value = true;
        }}
      >
        <Icon name="hand" />
        {t('playNow')}
      </button>
      <p class="quiet small">{t('playNowExplain')}</p>
      {finding.value && (
        <Finder
          connected={connected}
          onFound={(channels) => {
            finding.value = false;
            onChange([...new Set([...chosen, ...channels])].sort((a, b) => a - b));
          }}
          onClose={() => {
            finding.value = false;
          }}
        />
      )}
      <ul class="picker" aria-label={t('whichIsMe')}>
        {list
          .sort((a, b) => rank(a) - rank(b))
          .map((channel) => (
            <PickerItem
              key={channel.index}
              channel={channel}
              meters={connected.meters}
              chosen={chosen.includes(channel.index)}
              onToggle={() => toggle(channel.index)}
            />
          ))}
      </ul>
    </div>
  );
}

function PickerItem({
  channel,
  meters,
  chosen,
  onToggle,
}: {
  channel: BoxChannel;
  meters: MeterHub;
  chosen: boolean;
  onToggle: () => void;
}) {
  return (
    <li>
      <button
        type="button"
        class="picker__item"
        aria-pressed={chosen}
        style={{ '--strip-color': channel.color, '--strip-ink': inkOn(channel.color) }}
        onClick={onToggle}
      >
        <span class="strip__tile">
          <ChannelIcon icon={channel.icon} />
        </span>
        <span class="grow cut">{channel.name}</span>
        <Meter
          class="picker__meter"
          wide
          source={{ read: () => meters.peak[channel.index] ?? 0, count: () => meters.count }}
        />
        <span class="picker__check">{chosen && <Icon name="check" />}</span>
      </button>
    </li>
  );
}
