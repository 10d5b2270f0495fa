/** Who did what to this mix, and back. */
import { hasText, language, t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import { link, mixLock } from '../model/app.js';
import { changeInWords, undo } from '../model/notices.js';
import { closeSheet } from '../model/screen.js';
import type { HistoryEntry } from '../model/types.js';
import { Sheet } from '../shell/sheet.js';
import type { Change } from '../sync/wire.js';

export function HistorySheet() {
  const connected = link.value;
  if (connected === undefined) return null;
  const { entries, canUndo, canRedo } = connected.history.value;
  const locked = mixLock.value.keepsOut;
  return (
    <Sheet title={t('historyTitle')} onClose={closeSheet}>
      <div class="stack">
        <div class="row">
          <button
            type="button"
            class="button grow"
            disabled={!canUndo || locked}
            onClick={() => void undo(connected, connected.uuid)}
          >
            <Icon name="undo" />
            {t('undo')}
          </button>
          <button
            type="button"
            class="button grow"
            disabled={!canRedo || locked}
            onClick={() => void undo(connected, connected.uuid, 'redo')}
          >
            <Icon name="redo" />
            {t('redo')}
          </button>
        </div>
        {entries.length === 0 && <p class="quiet">{t('historyEmpty')}</p>}
        <ul class="list">
          {entries.map((entry) => (
            <li key={entry.n} class="list__item">
              <span class="grow" style={entry.undone ? { opacity: 0.6 } : {}}>
                <strong>{entry.by === connected.uuid ? t('you') : entry.name}</strong> {lineOf(entry, names())}
                {entry.undone && <span class="badge">{t('undone')}</span>}
              </span>
              <time class="quiet small figures">
                {new Date(entry.at).toLocaleTimeString(language.value, { hour: '2-digit', minute: '2-digit' })}
              </time>
            </li>
          ))}
        </ul>
      </div>
    </Sheet>
  );
}

function names(): (ch: number) => string {
  const channels = new Map(link.value?.channels.value.map((channel) => [channel.index, channel.name]));
  return (ch) => channels.get(ch) ?? String(ch + 1);
}

export function lineOf(entry: Pick<HistoryEntry, 'why' | 'changes'>, nameOf: (ch: number) => string): string {
  const why = `why_${entry.why}`;
  if (entry.why !== 'set' && hasText(why)) return t(why);
  if (entry.changes.length > 2) return t('changedMany', { n: entry.changes.length });
  return entry.changes.map(({ p, ch, to }) => changeInWords({ p, ch, v: to } as Change, nameOf)).join(', ');
}
