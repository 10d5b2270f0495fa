/** Somebody else changed this device's mix: one notice per movement, with an undo for that movement only. */

import type { MixDelta } from '../../wire/messages.js';
import type { Change } from '../../wire/mix.js';
import { t } from '../i18n/language.js';
import { type Key, keyOf } from '../sync/keys.js';
import type { BoxLink } from './box-link.js';
import { madeBy } from './history-entries.js';
import { changeInWords, notify, undo } from './notices.js';

/** A movement is over when no change of it came for this long, ms. */
const OVER_AFTER_MS = 500;

interface Movement {
  readonly changes: Map<Key, Change>;
  /** Revisions of its deltas; they identify its entries in the history. */
  readonly revs: Set<number>;
  timer: number;
}
/** By author: the movements of two people at the same time get one notice each. */
const movements = new Map<string, Movement>();

export function noteOthersChange(link: BoxLink, mix: string, delta: MixDelta): void {
  if (mix !== link.uuid) return;
  const movement = movements.get(delta.by) ?? { changes: new Map(), revs: new Set(), timer: 0 };
  movements.set(delta.by, movement);
  for (const change of delta.set) movement.changes.set(keyOf(change), change);
  movement.revs.add(delta.rev);
  // No undo without entries (the change was an undo, or this page lacks the entry): it would undo something else.
  const wayBack = () => {
    const entries = madeBy(link.history.peek().entries, delta.by, movement.revs);
    return entries.length === 0 ? {} : { action: { label: t('undo'), run: () => void undo(link, mix, entries) } };
  };
  clearTimeout(movement.timer);
  movement.timer = window.setTimeout(() => {
    movements.delete(delta.by);
    notify(`${delta.name}: ${inWords(link, [...movement.changes.values()])}`, wayBack());
  }, OVER_AFTER_MS);
}

function inWords(link: BoxLink, changes: readonly Change[]): string {
  if (changes.length > 2) return t('changedMany', { n: changes.length });
  const names = new Map(link.channels.value.map((channel) => [channel.index, channel.name]));
  return changes.map((change) => changeInWords(change, (ch) => names.get(ch) ?? `${ch + 1}`)).join(', ');
}
