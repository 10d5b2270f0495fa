import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { UI_ICONS } from '../../icons/shapes.js';
import { usePage } from '../../model/page-context.js';
import type { SheetName } from '../../model/screen.js';
import { Sheet } from '../../shell/sheet.js';
import { loadedText } from '../loaded-text.js';

const ITEMS: readonly (readonly [SheetName, keyof typeof UI_ICONS, Parameters<typeof t>[0]])[] = [
  ['presets', 'song', 'presetsTitle'],
  ['history', 'clock', 'historyTitle'],
  ['compare', 'swap', 'compareTitle'],
  ['ask', 'hand', 'askTitle'],
  ['messages', 'message', 'messages'],
  ['band', 'people', 'bandTitle'],
  ['setup', 'star', 'setupTitle'],
  ['listen', 'headphones', 'listening'],
  ['display', 'eye', 'displayTitle'],
  ['keys', 'grid', 'keysTitle'],
  ['about', 'box', 'aboutTitle'],
];

/** In somebody else's mix: only what is that person's. */
const THEIRS: readonly SheetName[] = ['presets', 'history', 'messages', 'setup', 'keys'];
/** A computer, most likely. */
const HAS_KEYS = '(hover: hover) and (pointer: fine)';

export function MenuSheet() {
  const page = usePage();
  const loaded = page.shown.loaded.value;
  const keys = matchMedia(HAS_KEYS).matches;
  const shown = ITEMS.filter(([name]) => (page.shown.mine.value || THEIRS.includes(name)) && (keys || name !== 'keys'));
  return (
    <Sheet title={page.shown.titled(t('menu'))} onClose={page.screen.closeSheet}>
      <ul class="list">
        {shown.map(([name, icon, text]) => (
          <li key={name}>
            <button type="button" class="list__item" onClick={() => page.screen.openSheet(name)}>
              <Icon name={icon} />
              <span class="grow">{t(name === 'setup' && !page.shown.mine.value ? 'theirInputs' : text)}</span>
              {name === 'presets' && loaded !== undefined && <span class="badge cut">{loadedText(loaded)}</span>}
              {name === 'messages' && page.inbox.unseen.value.length > 0 && (
                <span class="badge badge--accent">{t('newMessages', { n: page.inbox.unseen.value.length })}</span>
              )}
              <Icon name="next" size={18} />
            </button>
          </li>
        ))}
        {!page.shown.mine.value && <PrepareOffer />}
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

/** In somebody else's mix, for an engineer. */
function PrepareOffer() {
  const page = usePage();
  const connected = page.access.link.value;
  if (connected === undefined) return null;
  return (
    <li>
      <button
        type="button"
        class="list__item"
        onClick={() => {
          page.screen.closeSheet();
          void import('../../engineer/offer/prepare.js').then(
            (part) => part.prepareOffer(page, connected, page.shown.uuid.peek()),
            page.notices.tell,
          );
        }}
      >
        <Icon name="hand" />
        <span class="grow">{t('prepareOffer')}</span>
        <Icon name="next" size={18} />
      </button>
    </li>
  );
}
