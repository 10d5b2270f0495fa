/** My name, my inputs, and a fresh start with a mix for what I play. */
import { useSignal } from '@preact/signals';
import { t } from '../i18n/language.js';
import { link, myName, own, rename } from '../model/app.js';
import { tell } from '../model/notices.js';
import { closeSheet, setupDone } from '../model/screen.js';
import { Field } from '../shell/controls.js';
import { Sheet } from '../shell/sheet.js';
import { ChannelPicker } from './channel-picker.js';

export function SetupSheet() {
  const name = useSignal(myName.value);
  const connected = link.value;
  if (connected === undefined) return null;
  return (
    <Sheet title={t('setupTitle')} onClose={closeSheet}>
      <div class="stack">
        <form
          class="row"
          style={{ alignItems: 'flex-end' }}
          onSubmit={(event) => {
            event.preventDefault();
            if (name.value.trim() !== '') void rename(name.value.trim()).catch(tell);
          }}
        >
          <div class="grow">
            <Field label={t('yourName')}>
              <input
                class="input"
                maxLength={40}
                value={name.value}
                onInput={(event) => {
                  name.value = event.currentTarget.value;
                }}
              />
            </Field>
          </div>
          <button
            type="submit"
            class="button"
            disabled={name.value.trim() === '' || name.value.trim() === myName.value}
          >
            {t('save')}
          </button>
        </form>
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
