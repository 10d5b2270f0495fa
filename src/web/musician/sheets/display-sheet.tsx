import { language, pickLanguage, t } from '../../i18n/language.js';
import { closeSheet, largeText, mode, theme } from '../../model/screen.js';
import { Choice, Switch } from '../../shell/controls.js';
import { Sheet } from '../../shell/sheet.js';

/** How the page looks on this device. */
export function DisplaySheet() {
  return (
    <Sheet title={t('displayTitle')} onClose={closeSheet}>
      <div class="stack">
        <strong>{t('viewTitle')}</strong>
        <Choice
          label={t('viewTitle')}
          value={mode.value}
          options={[
            ['strips', t('viewStrips')],
            ['groups', t('viewGroups')],
            ['big', t('viewBig')],
          ]}
          onPick={(value) => {
            mode.value = value;
          }}
        />
        <strong>{t('themeTitle')}</strong>
        <Choice
          label={t('themeTitle')}
          value={theme.value}
          options={[
            ['dark', t('themeDark')],
            ['light', t('themeLight')],
            ['auto', t('themeAuto')],
          ]}
          onPick={(value) => {
            theme.value = value;
          }}
        />
        <strong>{t('language')}</strong>
        <Choice
          label={t('language')}
          value={language.value}
          options={[
            ['en', 'English'],
            ['es', 'Español'],
          ]}
          onPick={pickLanguage}
        />
        <Switch
          label={t('largeText')}
          on={largeText.value}
          onChange={(on) => {
            largeText.value = on;
          }}
        />
      </div>
    </Sheet>
  );
}
