/** Name and inputs of whose mix is shown. In the own mix also a fresh start with a mix for my instrument. */
import { t } from '../../i18n/language.js';
import { usePage } from '../../model/page-context.js';
import { NameForm } from '../../shell/name-form.js';
import { Sheet } from '../../shell/sheet.js';
import { ChannelPicker } from '../welcome/channel-picker.js';
import { OtherPhone } from './other-phone.js';
import { GivePass } from './stand-in.js';

export function SetupSheet() {
  const page = usePage();
  const connected = page.access.link.value;
  const mine = page.shown.mine.value;
  const device = page.shown.device.value;
  if (connected === undefined) return null;
  const { uuid } = page.shown;
  const rename = (name: string) =>
    mine ? page.access.rename(name) : connected.command(`device/${uuid.peek()}`, { action: 'rename', name });
  return (
    <Sheet title={page.shown.titled(t(mine ? 'setupTitle' : 'theirInputs'))} onClose={page.screen.closeSheet}>
      <div class="stack">
        <NameForm
          key={uuid.value}
          label={t(mine ? 'yourName' : 'nameOnDesk')}
          name={mine ? page.identity.name.value : (device?.displayName ?? '')}
          maxLength={40}
          onSave={(name) => void rename(name).catch(page.notices.tell)}
        />
        <h3>{t(mine ? 'whichIsMe' : 'theirInputs')}</h3>
        <ChannelPicker
          connected={connected}
          chosen={page.shown.own.value}
          onChange={(channels) =>
            connected.command(`device/${uuid.peek()}`, { action: 'own', channels }).catch(page.notices.tell)
          }
        />
        {mine && <OtherPhone connected={connected} />}
        <GivePass uuid={uuid.value} key={`pass ${uuid.value}`} connected={connected} />
        {mine && (
          <button
            type="button"
            class="button button--outline"
            onClick={() => {
              page.screen.closeSheet();
              page.screen.setupDone.value = false;
            }}
          >
            {t('startOver')}
          </button>
        )}
      </div>
    </Sheet>
  );
}
