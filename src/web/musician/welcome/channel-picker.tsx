/** Picks the musician's own inputs, from the list or by playing: the page proposes the input whose level rises. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { BoxChannel } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import { ChannelIcon, Icon } from '../../icons/icon.js';
import { Meter } from '../../meter/meter.js';
import type { BoxLink } from '../../model/box-link.js';
import { inkOn } from '../../model/ink.js';
import type { MeterHub } from '../../model/meter-hub.js';
import { type Family, familyOf } from '../../model/mix/families.js';
import { FindMe } from './find-me.js';

/** How long the page watches after "play now", ms. */
const WATCH_MS = 9000;

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
  const found = useSignal<readonly number[]>([]);
  const toggle = (ch: number) =>
    onChange(chosen.includes(ch) ? chosen.filter((other) => other !== ch) : [...chosen, ch].sort((a, b) => a - b));
  const order = connected.channelOrder.value;
  const list = [...connected.channels.value].sort((a, b) => order.indexOf(a.index) - order.indexOf(b.index));
  const rank = (channel: BoxChannel) => (found.value.includes(channel.index) ? 0 : familyOf(channel) === first ? 1 : 2);
  return (
    <div class="stack">
      <PlayNow connected={connected} found={found} />
      <ul class="picker" aria-label={t('whichIsMe')}>
        {list
          .sort((a, b) => rank(a) - rank(b))
          .map((channel) => (
            <PickerItem
              key={channel.index}
              channel={channel}
              meters={connected.meters}
              chosen={chosen.includes(channel.index)}
              found={found.value.includes(channel.index)}
              onToggle={() => toggle(channel.index)}
            />
          ))}
      </ul>
    </div>
  );
}

/** "I play now": watches the levels for a while, and fills `found` with the inputs that rose. */
function PlayNow({ connected, found }: { connected: BoxLink; found: Signal<readonly number[]> }) {
  const watching = useSignal(false);
  const searched = useSignal(false);
  useEffect(() => {
    if (!watching.value) return undefined;
    const finder = new FindMe();
    const unwatch = connected.meters.watch(() => {
      finder.feed(connected.meters.peak);
      found.value = finder.candidates().map(({ ch }) => ch);
    });
    const timer = setTimeout(() => {
      watching.value = false;
      searched.value = true;
    }, WATCH_MS);
    return () => {
      unwatch();
      clearTimeout(timer);
    };
  }, [watching.value, connected]);
  return (
    <>
      <button
        type="button"
        class={`button button--tall ${watching.value ? '' : 'button--outline'}`}
        aria-pressed={watching.value}
        onClick={() => {
          found.value = [];
          searched.value = false;
          watching.value = !watching.value;
        }}
      >
        <Icon name="hand" />
        {t(watching.value ? 'playingWatch' : 'playNow')}
      </button>
      <p class="quiet small" role="status">
        {watching.value
          ? t('playNowHint')
          : searched.value
            ? t(found.value.length > 0 ? 'playFound' : 'playNotFound')
            : t('playNowExplain')}
      </p>
    </>
  );
}

function PickerItem({
  channel,
  meters,
  chosen,
  found,
  onToggle,
}: {
  channel: BoxChannel;
  meters: MeterHub;
  chosen: boolean;
  found: boolean;
  onToggle: () => void;
}) {
  return (
    <li>
      <button
        type="button"
        class={`picker__item${found ? ' picker__item--found' : ''}`}
        aria-pressed={chosen}
        style={{ '--strip-color': channel.color, '--strip-ink': inkOn(channel.color) }}
        onClick={onToggle}
      >
        <span class="strip__tile">
          <ChannelIcon icon={channel.icon} />
        </span>
        <span class="grow cut">
          {channel.name}
          {found && <span class="badge badge--accent">{t('isThisYou')}</span>}
        </span>
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
