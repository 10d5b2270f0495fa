import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { UI_ICONS } from '../../icons/shapes.js';
import { usePage } from '../../model/page-context.js';
import type { SheetName } from '../../model/screen.js';
import { Sheet } from '../../shell/sheet.js';

const ITEMS: readonly (readonly [SheetName, keyof typeof UI_ICONS, Parameters<typeof t>[0]])[] = [
  ['presets', 'song', 'presetsTitle'],
  ['history', 'clock', 'historyTitle'],
  ['ask', 'hand', 'askTitle'],
  ['band', 'people', 'bandTitle'],
  ['setup', 'star', 'setupTitle'],
  ['listen', 'headphones', 'listening'],
  ['display', 'eye', 'displayTitle'],
  ['about', 'box', 'aboutTitle'],
];

export function MenuSheet() {
  const page = usePage();
  return (
    <Sheet title={t('menu')} onClose={page.screen.closeSheet}>
      <ul class="list">
        {ITEMS.map(([name, icon, text]) => (
          <li key={name}>
            <button type="button" class="list__item" onClick={() => page.screen.openSheet(name)}>
              <Icon name={icon} />
              <span class="grow">{t(text)}</span>
              <Icon name="next" size={18} />
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            class="list__item"
            onClick={() => {
              if (!page.identity.isEngineer.value) return page.screen.openSheet('engineer');
              page.screen.closeSheet();
              page.screen.go('desk');
            }}
          >
            <Icon name="gear" />
            <span class="grow">{t('engineerTitle')}</span>
            <Icon name="next" size={18} />
          </button>
        </li>
      </ul>
    </Sheet>
  );
}
