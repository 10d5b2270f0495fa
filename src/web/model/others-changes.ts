/** Somebody else changed my mix: told once per movement, with the way back of just that movement. */
import { t } from '../i18n/language.js';
import { type Change, type Delta, type Key, keyOf } from '../sync/wire.js';
import type { BoxLink } from './box-link.js';
import { madeBy } from './history-entries.js';
import { changeInWords, notify, undo } from './notices.js';

/** A movement is over when nothing of it came for this long, ms. */
const OVER_AFTER_MS = 500;

interface Movement {
  readonly changes: Map<Key, Change>;
  /** Of its deltas: by them its entries are found in the history. */
  readonly revs: Set<number>;
  timer: number;
}
/** By who makes it: two people at once are told one after the other. */
const movements = new Map<string, Movement>();

export function noteOthersChange(link: BoxLink, mix: string, delta: Delta & { name?: string }): void {
  if (mix !== link.uuid) return;
  const movement = movements.get(delta.by) ?? { changes: new Map(), revs: new Set(), timer: 0 };
  movements.set(delta.by, movement);
  for (const change of delta.set) movement.changes.set(keyOf(change), change);
  movement.revs.add(delta.rev);
  // Without entries (an undo of theirs, or an entry this page has not) there is none: it must never undo something
  // else.
  const wayBack = () => {
    const entries = madeBy(link.history.peek().entries, delta.by, movement.revs);
    return entries.length === 0 ? {} : { action: { label: t('undo'), run: () => void undo(link, mix, entries) } };
  };
  clearTimeout(movement.timer);
  movement.timer = window.setTimeout(() => {
    movements.delete(delta.by);
    notify(`${delta.name ?? t('somebody')}: ${inWords(link, [...movement.changes.values()])}`, wayBack());
  }, OVER_AFTER_MS);
}

function inWords(link: BoxLink, changes: readonly Change[]): string {
  if (changes.length > 2) return t('changedMany', { n: changes.length });
  const names = new Map(link.channels.value.map((channel) => [channel.index, channel.name]));
  return changes.map((change) => changeInWords(change, (ch) => names.get(ch) ?? `${ch + 1}`)).join(', ');
}
