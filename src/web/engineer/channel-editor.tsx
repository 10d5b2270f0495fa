/** One input: name, icon, colour, stereo partner, and trim. Everybody's mix may follow the trim or stay. */
import { useSignal } from '@preact/signals';
import { t } from '../i18n/language.js';
import { ChannelIcon, Icon } from '../icons/icon.js';
import { CHANNEL_ICONS } from '../icons/shapes.js';
import type { BoxLink } from '../model/box-link.js';
import { inkOn } from '../model/ink.js';
import { tell } from '../model/notices.js';
import { Field, Switch } from '../shell/controls.js';
import { NameForm } from '../shell/name-form.js';
import { Sheet } from '../shell/sheet.js';
import { ColourSwatches } from '../shell/swatches.js';
import { trimText } from './channels.js';

export function ChannelEditor({
  index,
  connected,
  onClose,
}: {
  index: number;
  connected: BoxLink;
  onClose: () => void;
}) {
  const channel = connected.channels.value.find((one) => one.index === index);
  const compensate = useSignal(true);
  if (channel === undefined) return null;
  const set = (what: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) =>
    connected.command(`channel/${index}`, { set: what, ...more }).catch(tell);
  const trim = (step: number) => {
    const trimDb = Math.round((channel.trimDb + step) * 10) / 10;
    set({ trimDb }, { compensate: compensate.value });
  };
  return (
    <Sheet title={t('channelNumber', { n: index + 1, name: channel.name })} onClose={onClose}>
      <div class="stack" style={{ '--strip-color': channel.color, '--strip-ink': inkOn(channel.color) }}>
        <NameForm label={t('channelName')} name={channel.name} maxLength={24} onSave={(name) => set({ name })} />
        <ColourSwatches color={channel.color} onPick={(color) => set({ color })} />
        <fieldset class="swatches">
          <legend>{t('icon')}</legend>
          {Object.keys(CHANNEL_ICONS).map((icon) => (
            <button
              key={icon}
              type="button"
              class="swatch swatch--icon"
              aria-pressed={channel.icon === icon}
              aria-label={icon}
              onClick={() => set({ icon })}
            >
              <ChannelIcon icon={icon} />
            </button>
          ))}
        </fieldset>
        <Field label={t('stereoPartner')}>
          <select
            class="input"
            value={channel.link ?? ''}
            onChange={(event) => {
              const partner = event.currentTarget.value;
              set({ link: partner === '' ? null : Number(partner) });
            }}
          >
            <option value="">{t('noPartner')}</option>
            {connected.channels.value
              .filter((one) => one.index !== index)
              .map((one) => (
                <option key={one.index} value={one.index}>
                  {one.index + 1} · {one.name}
                </option>
              ))}
          </select>
        </Field>
        <div class="stack stack--tight">
          <div class="row">
            <span class="grow">
              <strong>{t('trim')}</strong>
              <br />
              <span class="quiet small">{t('trimHint')}</span>
            </span>
            <button type="button" class="button button--icon" aria-label={t('trimDown')} onClick={() => trim(-0.5)}>
              <Icon name="minus" />
            </button>
            <output class="dock__db">{trimText(channel.trimDb)} dB</output>
            <button type="button" class="button button--icon" aria-label={t('trimUp')} onClick={() => trim(0.5)}>
              <Icon name="plus" />
            </button>
          </div>
          <Switch
            label={t('compensate')}
            hint={t('compensateHint')}
            on={compensate.value}
            onChange={(on) => {
              compensate.value = on;
            }}
          />
        </div>
      </div>
    </Sheet>
  );
}
