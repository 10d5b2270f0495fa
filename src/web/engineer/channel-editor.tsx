/** One input: name, icon, colour, stereo partner, trim, and strip. Everybody's mix may follow the trim or stay. */
import { useSignal } from '@preact/signals';
import type { BoxChannel } from '../../wire/messages.js';
import { t } from '../i18n/language.js';
import { ChannelIcon } from '../icons/icon.js';
import { CHANNEL_ICONS } from '../icons/shapes.js';
import type { BoxLink } from '../model/box-link.js';
import { inkOn } from '../model/ink.js';
import { usePage } from '../model/page-context.js';
import { Field } from '../shell/controls.js';
import { NameForm } from '../shell/name-form.js';
import { Sheet } from '../shell/sheet.js';
import { ColourSwatches } from '../shell/swatches.js';
import { StripPanel } from './strip-panel.js';
import { Trim } from './trim.js';

/** Changes the channel on the box. */
type Set = (what: Readonly<Record<string, unknown>>) => void;

export function ChannelEditor({
  index,
  connected,
  onClose,
}: {
  index: number;
  connected: BoxLink;
  onClose: () => void;
}) {
  const page = usePage();
  const channel = connected.channels.value.find((one) => one.index === index);
  if (channel === undefined) return null;
  const set: Set = (what) => {
    connected.command(`channel/${index}`, { set: what }).catch(page.notices.tell);
  };
  return (
    <Sheet title={t('channelNumber', { n: index + 1, name: channel.name })} onClose={onClose}>
      <div class="stack" style={{ '--strip-color': channel.color, '--strip-ink': inkOn(channel.color) }}>
        <NameForm label={t('channelName')} name={channel.name} maxLength={24} onSave={(name) => set({ name })} />
        <ColourSwatches color={channel.color} onPick={(color) => set({ color })} />
        <IconSwatches icon={channel.icon} set={set} />
        <Partner channel={channel} channels={connected.channels.value} set={set} />
        <Trim
          channel={channel}
          connected={connected}
          send={(trimDb, compensate) =>
            connected.command(`channel/${index}`, { set: { trimDb }, compensate }).catch(page.notices.tell)
          }
        />
        <StripPanel channel={channel} connected={connected} />
      </div>
    </Sheet>
  );
}

function IconSwatches({ icon: now, set }: { icon: string; set: Set }) {
  return (
    <fieldset class="swatches">
      <legend>{t('icon')}</legend>
      {Object.keys(CHANNEL_ICONS).map((icon) => (
        <button
          key={icon}
          type="button"
          class="swatch swatch--icon"
          aria-pressed={now === icon}
          aria-label={icon}
          onClick={() => set({ icon })}
        >
          <ChannelIcon icon={icon} />
        </button>
      ))}
    </fieldset>
  );
}

/** The other half of a stereo pair. A new one is confirmed: it takes over this input's sound, or gives its own. */
function Partner({ channel, channels, set }: { channel: BoxChannel; channels: readonly BoxChannel[]; set: Set }) {
  const wanted = useSignal<number | undefined>(undefined);
  const chosen = channels.find(({ index }) => index === wanted.value);
  return (
    <div class="stack stack--tight">
      <Field label={t('stereoPartner')}>
        <select
          class="input"
          value={wanted.value ?? channel.link ?? ''}
          onChange={(event) => {
            const partner = event.currentTarget.value;
            wanted.value = partner === '' || Number(partner) === channel.link ? undefined : Number(partner);
            if (partner === '') set({ link: null });
          }}
        >
          <option value="">{t('noPartner')}</option>
          {channels
            .filter((one) => one.index !== channel.index)
            .map((one) => (
              <option key={one.index} value={one.index}>
                {one.index + 1} · {one.name}
              </option>
            ))}
        </select>
      </Field>
      {chosen !== undefined && (
        <button
          type="button"
          class="button"
          onClick={() => {
            wanted.value = undefined;
            set({ link: chosen.index });
          }}
        >
          {t('pairWith', { name: chosen.name })}
        </button>
      )}
    </div>
  );
}
