/**
 * The page's copy of one mix: the box's state, with this page's changes on top until the box reports them back. Pure;
 * one thread; knows nothing of sockets or screens.
 */
import type { MixDelta, MixSnapshot } from '../../wire/messages.js';
import type { Change, ParameterValue } from '../../wire/mix.js';
import { changeOf, type Key, keyOf, valuesOf } from './keys.js';

/**
 * The state of one local change. A value shows the first of these that exists, otherwise the box's value:
 *
 * - `held`: under a finger. No remote change moves it until `release`.
 * - `queued`: made, and waiting in the outbox.
 * - `sent`: on its way to the box; the newest counts.
 * - `confirmed`: the box answered that it is in force; its delta, or a snapshot that contains it, is still to come.
 *
 * A change ends when its delta or such a snapshot arrives, or when the box refuses it.
 */
export type ChangeState = 'held' | 'queued' | 'sent' | 'confirmed';

interface LocalChange {
  readonly state: ChangeState;
  readonly value: ParameterValue;
  /** The command that carries it; undefined before it is sent. */
  readonly op?: string;
  /** The revision with which it came into force; only once confirmed. */
  readonly rev?: number;
}

/** A higher rank covers a lower one. */
const RANK: Readonly<Record<ChangeState, number>> = { held: 3, queued: 2, sent: 1, confirmed: 1 };

export type DeltaOutcome = 'applied' | 'old' | 'gap';

export class MixReplica {
  readonly uuid: string;
  rev = -1;
  epoch: string | number = '';
  #values = new Map<Key, ParameterValue>();
  /** The box's values of its former epoch, until `takeFormer` takes them. */
  #former: ReadonlyMap<Key, ParameterValue> = new Map();
  /** Oldest first. At most one held and one queued change of each value. */
  readonly #local = new Map<Key, readonly LocalChange[]>();
  readonly #changed: (key: Key, value: ParameterValue) => void;

  /** `changed` is called for each shown value that became different. */
  constructor(uuid: string, changed: (key: Key, value: ParameterValue) => void) {
    this.uuid = uuid;
    this.#changed = changed;
  }

  /** The box's value, without local changes; undefined before the first snapshot. */
  boxValue(key: Key): ParameterValue | undefined {
    return this.#values.get(key);
  }

  shown(key: Key): ParameterValue | undefined {
    return this.#top(key)?.value ?? this.#values.get(key);
  }

  /** The state of the local change that a value shows; undefined while it shows the box's value. */
  stateOf(key: Key): ChangeState | undefined {
    return this.#top(key)?.state;
  }

  /** Replaces all values by the box's. Accepts a lower revision: the box may have lost its last moments. */
  snapshot(mix: MixSnapshot): void {
    const before = this.#shownNow();
    if (this.rev >= 0 && mix.epoch !== this.epoch) this.#former = this.#values;
    this.rev = mix.rev;
    this.epoch = mix.epoch;
    this.#values = valuesOf(mix);
    for (const key of this.#values.keys()) if (!before.has(key)) before.set(key, undefined);
    // The snapshot contains every change that was in force at or before its revision.
    this.#drop(({ state, rev = -1 }) => state === 'confirmed' && rev <= mix.rev);
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
    const before = this.#shownNow(delta.set.map(keyOf));
    this.rev = delta.rev;
    for (const change of delta.set) this.#values.set(keyOf(change), change.v);
    if (delta.by === me && delta.op !== null) this.#drop(({ op }) => op === delta.op);
    this.#report(before);
    return 'applied';
  }

  /** Sets a value under the user's finger: no remote change moves it until `release`. */
  hold(key: Key, value: ParameterValue): void {
    this.#update([key], () => this.#replace(key, { state: 'held', value }));
  }

  release(key: Key): void {
    this.#update([key], () => this.#remove(key, ({ state }) => state === 'held'));
  }

  /** Adds changes that wait to be sent; they show at once. */
  queue(set: readonly Change[]): void {
    this.#update(set.map(keyOf), () => {
      for (const change of set) this.#replace(keyOf(change), { state: 'queued', value: change.v });
    });
  }

  /** Takes back changes that wait to be sent: the screen returns to the box's values. */
  withdraw(keys: readonly Key[]): void {
    this.#update(keys, () => {
      for (const key of keys) this.#remove(key, ({ state }) => state === 'queued');
    });
  }

  /** The command `op` carries these changes to the box. A value that was changed again meanwhile stays queued. */
  sent(op: string, set: readonly Change[]): void {
    this.#update(set.map(keyOf), () => {
      for (const change of set) {
        const key = keyOf(change);
        this.#remove(key, ({ state, value }) => state === 'queued' && value === change.v);
        this.#local.set(key, [...(this.#local.get(key) ?? []), { state: 'sent', value: change.v, op }]);
      }
    });
  }

  /** The box answered that the command is in force since revision `rev`. */
  confirmed(op: string, rev: number): void {
    if (rev <= this.rev) {
      this.#end(op);
      return;
    }
    for (const [key, changes] of this.#local)
      if (changes.some((change) => change.op === op))
        this.#local.set(
          key,
          changes.map((change) => (change.op === op ? { ...change, state: 'confirmed', rev } : change)),
        );
  }

  /** The box refused the command: the screen returns to the box's value. */
  refused(op: string): void {
    this.#end(op);
  }

  #end(op: string): void {
    const keys = [...this.#local].filter(([, changes]) => changes.some((change) => change.op === op));
    this.#update(
      keys.map(([key]) => key),
      () => this.#drop((change) => change.op === op),
    );
  }

  #top(key: Key): LocalChange | undefined {
    let top: LocalChange | undefined;
    for (const change of this.#local.get(key) ?? [])
      if (top === undefined || RANK[change.state] >= RANK[top.state]) top = change;
    return top;
  }

  /** Adds a change in place of the one with the same state. */
  #replace(key: Key, change: LocalChange): void {
    const others = (this.#local.get(key) ?? []).filter(({ state }) => state !== change.state);
    this.#local.set(key, [...others, change]);
  }

  #remove(key: Key, fits: (change: LocalChange) => boolean): void {
    const changes = this.#local.get(key);
    if (changes === undefined) return;
    const kept = changes.filter((change) => !fits(change));
    if (kept.length > 0) this.#local.set(key, kept);
    else this.#local.delete(key);
  }

  #drop(fits: (change: LocalChange) => boolean): void {
    for (const key of [...this.#local.keys()]) this.#remove(key, fits);
  }

  #update(keys: readonly Key[], act: () => void): void {
    const before = this.#shownNow(keys);
    act();
    this.#report(before);
  }

  #shownNow(keys: Iterable<Key> = this.#values.keys()): Map<Key, ParameterValue | undefined> {
    return new Map([...keys].map((key) => [key, this.shown(key)]));
  }

  #report(before: ReadonlyMap<Key, ParameterValue | undefined>): void {
    for (const [key, was] of before) {
      const now = this.shown(key);
      if (now !== undefined && now !== was) this.#changed(key, now);
    }
  }
}
