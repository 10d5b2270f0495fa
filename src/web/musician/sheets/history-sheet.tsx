/** Who changed what in this mix, with undo. */

import type { HistoryEntry } from '../../../wire/messages.js';
import type { Change } from '../../../wire/mix.js';
import { hasText, t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { changeInWords } from '../../model/change-words.js';
import { canTakeBack } from '../../model/mix/history-entries.js';
import { redo, undo } from '../../model/mix/undo.js';
import { usePage } from '../../model/page-context.js';
import { Sheet } from '../../shell/sheet.js';

export function HistorySheet() {
  const page = usePage();
  const connected = page.access.link.value;
  if (connected === undefined) return null;
  const uuid = page.shown.uuid.value;
  const { entries, canUndo, canRedo } = connected.lists(uuid).history.value;
  // The box reports what the owner may undo. Of an engineer's own changes here it is asked.
  const asked = !page.shown.mine.value;
  const locked = page.shown.lock.value.keepsOut || !connected.reached.value;
  const names = new Map(connected.channels.value.map((channel) => [channel.index, channel.name]));
  return (
    <Sheet title={page.shown.titled(t('historyTitle'))} onClose={page.screen.closeSheet}>
      <div class="stack">
        <div class="row">
          <button
            type="button"
            class="button grow"
            disabled={!(canUndo || asked) || locked}
            onClick={() => void undo(connected, page.notices, uuid)}
          >
            <Icon name="undo" />
            {t('undo')}
          </button>
          <button
            type="button"
            class="button grow"
            disabled={!(canRedo || asked) || locked}
            onClick={() => void redo(connected, page.notices, uuid)}
          >
            <Icon name="redo" />
            {t('redo')}
          </button>
        </div>
        {entries.length === 0 && <p class="quiet">{t('historyEmpty')}</p>}
        <ul class="list">
          {entries.map((entry) => (
            <HistoryRow
              key={entry.n}
              entry={entry}
              line={lineOf(entry, (ch) => names.get(ch) ?? String(ch + 1))}
              connected={connected}
              locked={locked}
            />
          ))}
        </ul>
      </div>
    </Sheet>
  );
}

function HistoryRow({
  entry,
  line,
  connected,
  locked,
}: {
  entry: HistoryEntry;
  /** What was changed, in words. */
  line: string;
  connected: BoxLink;
  locked: boolean;
}) {
  const { notices, shown } = usePage();
  const mix = connected.mix(shown.uuid.value);
  const who = entry.by === connected.uuid ? t('you') : entry.name;
  return (
    <li class="list__item">
      <span class="grow" style={entry.undone ? { opacity: 0.6 } : {}}>
        <strong>{who}</strong> {line}
        {entry.undone && <span class="badge">{t('undone')}</span>}
      </span>
      <time class="quiet small figures">{connected.time.timeOfDay(entry.at)}</time>
      <button
        type="button"
        class="button button--plain button--icon"
        aria-label={t('undoOf', { what: `${who} ${line}` })}
        disabled={locked || !canTakeBack(entry, (p, ch) => mix.now(p, ch))}
        onClick={() => void undo(connected, notices, shown.uuid.peek(), [entry.n])}
      >
        <Icon name="undo" size={20} />
      </button>
    </li>
  );
}

export function lineOf(entry: Pick<HistoryEntry, 'why' | 'changes'>, nameOf: (ch: number) => string): string {
  const why = `why_${entry.why}`;
  if (entry.why !== 'set' && hasText(why)) return t(why);
  if (entry.changes.length > 2) return t('changedMany', { n: entry.changes.length });
  return entry.changes.map(({ p, ch, to }) => changeInWords({ p, ch, v: to } as Change, nameOf)).join(', ');
}
