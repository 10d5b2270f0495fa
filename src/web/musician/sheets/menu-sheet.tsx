import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { UI_ICONS } from '../../icons/shapes.js';
import { isEngineer } from '../../model/app.js';
import { closeSheet, go, openSheet, type SheetName } from '../../model/screen.js';
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
  return (
    <Sheet title={t('menu')} onClose={closeSheet}>
      <ul class="list">
        {ITEMS.map(([name, icon, text]) => (
          <li key={name}>
            <button type="button" class="list__item" onClick={() => openSheet(name)}>
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
              if (!isEngineer.value) return openSheet('engineer');
              closeSheet();
              go('desk');
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
