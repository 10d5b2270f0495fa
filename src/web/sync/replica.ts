/**
 * The page's copy of one mix: the box's state, and on top of it the changes that the
 * box has not yet confirmed. Pure; one thread; knows nothing of sockets or screens.
 *
 * A value shows the first of these that exists: the value under a finger (held), a change not yet
 * sent (draft), the newest unconfirmed change (`Wish`), the box's value. A `Wish` stops counting
 * when its delta, or a snapshot that contains it, has arrived, or when the box refused it.
 */

import type { MixDelta, MixSnapshot } from '../../wire/messages.js';
import type { Change, ParameterValue } from '../../wire/mix.js';
import { changeOf, type Key, keyOf, valuesOf } from './keys.js';

interface Wish {
  readonly op: string;
  readonly set: readonly Change[];
  /** The box's delta for it has been applied: it no longer covers the box's value. */
  echoed: boolean;
  /** The box answered that it is in force. */
  acked: boolean;
  rev: number;
}

export type DeltaOutcome = 'applied' | 'old' | 'gap';

export class MixReplica {
  readonly uuid: string;
  rev = -1;
  epoch: string | number = '';
  #values = new Map<Key, ParameterValue>();
  /** The box's values of its former epoch, until `takeFormer` takes them. */
  #former: ReadonlyMap<Key, ParameterValue> = new Map();
  #held = new Map<Key, ParameterValue>();
  #drafts = new Map<Key, ParameterValue>();
  #wishes: Wish[] = [];
  readonly #changed: (key: Key, value: ParameterValue) => void;

  /** `changed` is called for each shown value that became different. */
  constructor(uuid: string, changed: (key: Key, value: ParameterValue) => void) {
    this.uuid = uuid;
    this.#changed = changed;
  }

  /** The box's value, without local changes; undefined before the first snapshot. */
  confirmed(key: Key): ParameterValue | undefined {
    return this.#values.get(key);
  }

  shown(key: Key): ParameterValue | undefined {
    const held = this.#held.get(key);
    if (held !== undefined) return held;
    const draft = this.#drafts.get(key);
    if (draft !== undefined) return draft;
    for (let i = this.#wishes.length - 1; i >= 0; i--) {
      const wish = this.#wishes[i];
      if (wish.echoed) continue;
      for (const change of wish.set) if (keyOf(change) === key) return change.v;
    }
    return this.#values.get(key);
  }

  /** Replaces all values by the box's. Accepts a lower revision: the box may have lost its last moments. */
  snapshot(mix: MixSnapshot): void {
    const before = this.#shownNow();
    if (this.rev >= 0 && mix.epoch !== this.epoch) this.#former = this.#values;
    this.rev = mix.rev;
    this.epoch = mix.epoch;
    this.#values = valuesOf(mix);
    // The snapshot contains every change that was in force at or before its revision.
    this.#wishes = this.#wishes.filter((wish) => !(wish.acked && wish.rev <= mix.rev));
    this.#report(before);
  }

  /**
   * The changes that restore, on the box, the values from before its epoch changed; empty when nothing
   * differs. For a box with a damaged store, which asks its phones for what they know. Answers once.
   */
  takeFormer(): readonly Change[] {
    const former = this.#former;
    this.#former = new Map();
    return [...former]
      .filter(([key, value]) => this.#values.has(key) && this.#values.get(key) !== value)
      .map(([key, value]) => changeOf(key, value));
  }

  /** Applies one accepted command. `gap`: a delta is missing, ask for a snapshot. `me` is this page's device. */
  delta(delta: MixDelta, me: string): DeltaOutcome {
    if (this.rev < 0 || delta.prev > this.rev) return 'gap';
    if (delta.rev <= this.rev) return 'old';
    const before = this.#shownNow(delta.set);
    this.rev = delta.rev;
    for (const change of delta.set) this.#values.set(keyOf(change), change.v);
    if (delta.by === me) {
      const wish = this.#wishes.find((w) => w.op === delta.op);
      if (wish !== undefined) {
        wish.echoed = true;
        if (wish.acked) this.#drop(wish);
      }
    }
    this.#report(before);
    return 'applied';
  }

  /** Sets a value under the user's finger: no remote change moves it until `release`. */
  hold(key: Key, value: ParameterValue): void {
    const was = this.shown(key);
    this.#held.set(key, value);
    if (was !== value) this.#changed(key, value);
  }

  release(key: Key): void {
    const was = this.shown(key);
    this.#held.delete(key);
    const now = this.shown(key);
    if (now !== undefined && now !== was) this.#changed(key, now);
  }

  isHeld(key: Key): boolean {
    return this.#held.has(key);
  }

  /** Adds a change that waits to be sent; it shows at once. */
  draft(set: readonly Change[]): void {
    const before = this.#shownNow(set);
    for (const change of set) this.#drafts.set(keyOf(change), change.v);
    this.#report(before);
  }

  /** Adds a change that was sent; it replaces drafts of the same value. */
  wish(op: string, set: readonly Change[]): void {
    const before = this.#shownNow(set);
    for (const change of set) {
      const key = keyOf(change);
      if (this.#drafts.get(key) === change.v) this.#drafts.delete(key);
    }
    this.#wishes.push({ op, set, echoed: false, acked: false, rev: -1 });
    this.#report(before);
  }

  /** The box answered that the change is in force. */
  acked(op: string, rev: number): void {
    const wish = this.#wishes.find((w) => w.op === op);
    if (wish === undefined) return;
    wish.acked = true;
    wish.rev = rev;
    if (wish.echoed || rev <= this.rev) {
      const before = this.#shownNow(wish.set);
      this.#drop(wish);
      this.#report(before);
    }
  }

  /** The box refused the change: the screen returns to the box's value. */
  refused(op: string): readonly Change[] {
    const wish = this.#wishes.find((w) => w.op === op);
    if (wish === undefined) return [];
    const before = this.#shownNow(wish.set);
    this.#drop(wish);
    this.#report(before);
    return wish.set;
  }

  #drop(wish: Wish): void {
    this.#wishes = this.#wishes.filter((w) => w !== wish);
  }

  #shownNow(set?: readonly Change[]): Map<Key, ParameterValue | undefined> {
    const keys = set === undefined ? [...this.#values.keys()] : set.map(keyOf);
    return new Map(keys.map((key) => [key, this.shown(key)]));
  }

  #report(before: Map<Key, ParameterValue | undefined>): void {
    const keys = before.size > 0 ? before.keys() : this.#values.keys();
    for (const key of keys) {
      const now = this.shown(key);
      if (now !== undefined && now !== before.get(key)) this.#changed(key, now);
    }
  }
}
