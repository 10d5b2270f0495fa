/** The inputs as everybody sees them: name, colour, icon, order, stereo pairs, trim. */
import type { BoxChannel } from '../../wire/messages.js';
import { t } from '../i18n/language.js';
import { ChannelIcon, Icon } from '../icons/icon.js';
import { Meter } from '../meter/meter.js';
import type { BoxLink } from '../model/box-link.js';
import { inkOn } from '../model/ink.js';
import { usePage } from '../model/page-context.js';
import { ChannelEditor } from './channel-editor.js';
import { useDesk } from './desk-context.js';
import { trimText } from './trim-text.js';

export function Channels({ connected }: { connected: BoxLink }) {
  const { openChannel: opened } = useDesk();
  const page = usePage();
  const order = connected.channelOrder.value;
  const channels = [...connected.channels.value].sort((a, b) => order.indexOf(a.index) - order.indexOf(b.index));
  const move = (index: number, step: number) => {
    const next = channels.map((channel) => channel.index);
    const at = next.indexOf(index);
    next.splice(at, 1);
    next.splice(Math.max(0, at + step), 0, index);
    connected.command('channels', { action: 'order', order: next }).catch(page.notices.tell);
  };
  return (
    <div class="stack">
      <h2>{t('channelsTitle', { n: channels.length })}</h2>
      <ul class="inputs">
        {channels.map((channel, at) => (
          <InputRow
            key={channel.index}
            channel={channel}
            connected={connected}
            first={at === 0}
            last={at === channels.length - 1}
            onOpen={() => {
              opened.value = channel.index;
            }}
            onMove={(step) => move(channel.index, step)}
          />
        ))}
      </ul>
      {opened.value !== undefined && (
        <ChannelEditor
          key={opened.value}
          index={opened.value}
          connected={connected}
          onClose={() => {
            opened.value = undefined;
          }}
        />
      )}
    </div>
  );
}

function InputRow({
  channel,
  connected,
  first,
  last,
  onOpen,
  onMove,
}: {
  channel: BoxChannel;
  connected: BoxLink;
  first: boolean;
  last: boolean;
  onOpen: () => void;
  onMove: (step: number) => void;
}) {
  const { meters } = connected;
  return (
    <li class="input-row" style={{ '--strip-color': channel.color, '--strip-ink': inkOn(channel.color) }}>
      <span class="input-row__number figures">{channel.index + 1}</span>
      <button type="button" class="input-row__main" onClick={onOpen}>
        <span class="strip__tile">
          <ChannelIcon icon={channel.icon} />
        </span>
        <span class="grow cut">
          <strong>{channel.name}</strong>
          <span class="quiet small"> {notesOf(channel, connected.channels.value)}</span>
        </span>
        <span class="visually-hidden">{t('edit')}</span>
        <Meter
          class="picker__meter"
          wide
          source={{ read: () => meters.peak[channel.index] ?? 0, count: () => meters.count }}
        />
      </button>
      <button
        type="button"
        class="button button--plain button--icon"
        disabled={first}
        aria-label={t('moveUpOf', { name: channel.name })}
        onClick={() => onMove(-1)}
      >
        <Icon name="up" size={20} />
      </button>
      <button
        type="button"
        class="button button--plain button--icon"
        disabled={last}
        aria-label={t('moveDownOf', { name: channel.name })}
        onClick={() => onMove(1)}
      >
        <Icon name="down" size={20} />
      </button>
    </li>
  );
}

function notesOf(channel: BoxChannel, channels: readonly BoxChannel[]): string {
  const notes: string[] = [];
  const partner = channels.find(({ index }) => index === channel.link);
  if (partner !== undefined) notes.push(t('linkedWith', { name: partner.name }));
  if (channel.trimDb !== 0) notes.push(`${trimText(channel.trimDb)} dB`);
  return notes.join(' · ');
}
