/** Who changed what in this mix, with undo. */

import type { HistoryEntry } from '../../../wire/messages.js';
import type { Change } from '../../../wire/mix.js';
import { hasText, t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import { link, mixLock } from '../../model/app.js';
import { timeOfDay } from '../../model/box-time.js';
import { canTakeBack } from '../../model/history-entries.js';
import { changeInWords, redo, undo } from '../../model/notices.js';
import { closeSheet } from '../../model/screen.js';
import { Sheet } from '../../shell/sheet.js';

export function HistorySheet() {
  const connected = link.value;
  if (connected === undefined) return null;
  const { entries, canUndo, canRedo } = connected.history.value;
  const locked = mixLock.value.keepsOut || !connected.reached.value;
  const mix = connected.mix(connected.uuid);
  const nameOf = names();
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
            onClick={() => void redo(connected, connected.uuid)}
          >
            <Icon name="redo" />
            {t('redo')}
          </button>
        </div>
        {entries.length === 0 && <p class="quiet">{t('historyEmpty')}</p>}
        <ul class="list">
          {entries.map((entry) => {
            const line = lineOf(entry, nameOf);
            return (
              <li key={entry.n} class="list__item">
                <span class="grow" style={entry.undone ? { opacity: 0.6 } : {}}>
                  <strong>{entry.by === connected.uuid ? t('you') : entry.name}</strong> {line}
                  {entry.undone && <span class="badge">{t('undone')}</span>}
                </span>
                <time class="quiet small figures">{timeOfDay(entry.at)}</time>
                <button
                  type="button"
                  class="button button--plain button--icon"
                  aria-label={t('undoOf', { what: `${entry.by === connected.uuid ? t('you') : entry.name} ${line}` })}
                  disabled={locked || !canTakeBack(entry, (p, ch) => mix.now(p, ch))}
                  onClick={() => void undo(connected, connected.uuid, [entry.n])}
                >
                  <Icon name="undo" size={20} />
                </button>
              </li>
            );
          })}
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
