import { language, t } from '../../i18n/language.js';
import { usePage } from '../../model/page-context.js';
import { Choice, Switch } from '../../shell/controls.js';
import { Sheet } from '../../shell/sheet.js';

/** How the page looks on this device. */
export function DisplaySheet() {
  const page = usePage();
  return (
    <Sheet title={t('displayTitle')} onClose={page.screen.closeSheet}>
      <div class="stack">
        <strong>{t('viewTitle')}</strong>
        <Choice
          label={t('viewTitle')}
          value={page.screen.mode.value}
          options={[
            ['strips', t('viewStrips')],
            ['groups', t('viewGroups')],
            ['big', t('viewBig')],
          ]}
          onPick={(value) => {
            page.screen.mode.value = value;
          }}
        />
        <strong>{t('densityTitle')}</strong>
        <Choice
          label={t('densityTitle')}
          value={page.screen.density.value}
          options={[
            ['4', '4'],
            ['6', '6'],
            ['8', '8'],
          ]}
          onPick={(value) => {
            page.screen.density.value = value;
          }}
        />
        <strong>{t('themeTitle')}</strong>
        <Choice
          label={t('themeTitle')}
          value={page.screen.theme.value}
          options={[
            ['dark', t('themeDark')],
            ['light', t('themeLight')],
            ['auto', t('themeAuto')],
          ]}
          onPick={(value) => {
            page.screen.theme.value = value;
          }}
        />
        <strong>{t('language')}</strong>
        <Choice
          label={t('language')}
          value={language.value}
          options={page.screen.languages}
          onPick={page.screen.pickLanguage}
        />
        <Switch
          label={t('largeText')}
          on={page.screen.largeText.value}
          onChange={(on) => {
            page.screen.largeText.value = on;
          }}
        />
      </div>
    </Sheet>
  );
}
