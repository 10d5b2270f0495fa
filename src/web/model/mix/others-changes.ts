/** Somebody else changed this device's mix: one notice per movement, with an undo for that movement only. */
import type { MixDelta } from '../../../wire/messages.js';
import type { Change } from '../../../wire/mix.js';
import { t } from '../../i18n/language.js';
import { type Key, keyOf } from '../../sync/keys.js';
import type { Clock } from '../../sync/outbox.js';
import type { BoxLink } from '../box-link.js';
import { changeInWords } from '../change-words.js';
import type { Notices } from '../notices.js';
import { madeBy } from './history-entries.js';
import { undo } from './undo.js';

/** A movement is over when no change of it came for this long, ms. */
const OVER_AFTER_MS = 500;

interface Movement {
  readonly changes: Map<Key, Change>;
  /** Revisions of its deltas; they identify its entries in the history. */
  readonly revs: Set<number>;
}

export class OthersChanges {
  readonly #clock: Clock;
  readonly #notices: Notices;
  /** By author: the movements of two people at the same time get one notice each. */
  readonly #movements = new Map<string, Movement>();

  constructor(clock: Clock, notices: Notices) {
    this.#clock = clock;
    this.#notices = notices;
  }

  note(link: BoxLink, mix: string, delta: MixDelta): void {
    // Another phone of mine is not somebody else.
    if (mix !== link.mine.peek() || sharesMine(link, delta.by)) return;
    const movement = this.#movements.get(delta.by) ?? { changes: new Map(), revs: new Set() };
    this.#movements.set(delta.by, movement);
    for (const change of delta.set) movement.changes.set(keyOf(change), change);
    movement.revs.add(delta.rev);
    const seen = movement.revs.size;
    this.#clock.after(OVER_AFTER_MS, () => {
      // A later change of the movement has its own timer.
      if (movement.revs.size === seen) this.#over(link, mix, delta, movement);
    });
  }

  #over(link: BoxLink, mix: string, { by, name }: MixDelta, { changes, revs }: Movement): void {
    this.#movements.delete(by);
    // A song without a preset here, or whose preset is this mix already: nothing to tell.
    if (changes.size === 0) return;
    // No undo without entries (the change was an undo, or this page lacks the entry): it would undo something else.
    const entries = madeBy(link.lists(mix).history.peek().entries, by, revs);
    this.#notices.notify(
      `${name}: ${inWords(link, [...changes.values()])}`,
      entries.length === 0
        ? {}
        : { action: { label: t('undo'), run: () => void undo(link, this.#notices, mix, entries) } },
    );
  }
}

function sharesMine({ devices, mine }: BoxLink, by: string): boolean {
  const author = devices.peek().find(({ uuid }) => uuid === by);
  return by === mine.peek() || author?.mirrors === mine.peek();
}

function inWords(link: BoxLink, changes: readonly Change[]): string {
  if (changes.length > 2) return t('changedMany', { n: changes.length });
  const names = new Map(link.channels.value.map((channel) => [channel.index, channel.name]));
  return changes.map((change) => changeInWords(change, (ch) => names.get(ch) ?? `${ch + 1}`)).join(', ');
}
