/** My name, my inputs, and a fresh start with a mix for my instrument. */
import { t } from '../../i18n/language.js';
import { link, myName, own, rename } from '../../model/app.js';
import { tell } from '../../model/notices.js';
import { closeSheet, setupDone } from '../../model/screen.js';
import { NameForm } from '../../shell/name-form.js';
import { Sheet } from '../../shell/sheet.js';
import { ChannelPicker } from '../welcome/channel-picker.js';

export function SetupSheet() {
  const connected = link.value;
  if (connected === undefined) return null;
  return (
    <Sheet title={t('setupTitle')} onClose={closeSheet}>
      <div class="stack">
        <NameForm
          label={t('yourName')}
          name={myName.value}
          maxLength={40}
          onSave={(name) => void rename(name).catch(tell)}
        />
        <h3>{t('whichIsMe')}</h3>
        <ChannelPicker
          connected={connected}
          chosen={own.value}
          onChange={(channels) =>
            connected.command(`device/${connected.uuid}`, { action: 'own', channels }).catch(tell)
          }
        />
        <button
          type="button"
          class="button button--outline"
          onClick={() => {
            closeSheet();
            setupDone.value = false;
          }}
        >
          {t('startOver')}
        </button>
      </div>
    </Sheet>
  );
}
