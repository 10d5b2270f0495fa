/** My name, my inputs, and a fresh start with a mix for my instrument. */
import { t } from '../../i18n/language.js';
import { usePage } from '../../model/page-context.js';
import { NameForm } from '../../shell/name-form.js';
import { Sheet } from '../../shell/sheet.js';
import { ChannelPicker } from '../welcome/channel-picker.js';

export function SetupSheet() {
  const page = usePage();
  const connected = page.access.link.value;
  if (connected === undefined) return null;
  return (
    <Sheet title={t('setupTitle')} onClose={page.screen.closeSheet}>
      <div class="stack">
        <NameForm
          label={t('yourName')}
          name={page.identity.name.value}
          maxLength={40}
          onSave={(name) => void page.access.rename(name).catch(page.notices.tell)}
        />
        <h3>{t('whichIsMe')}</h3>
        <ChannelPicker
          connected={connected}
          chosen={page.shown.own.value}
          onChange={(channels) =>
            connected.command(`device/${connected.uuid}`, { action: 'own', channels }).catch(page.notices.tell)
          }
        />
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
      </div>
    </Sheet>
  );
}
