/**
 * One mix on the screen. Each value has its own signal, so that a moving fader
 * redraws nothing else. Changes show at once, are gathered, and are sent. Changes that come together are seen together.
 */
import { batch, type Signal, signal } from '@preact/signals';
import type { MixDelta, MixSnapshot } from '../../../wire/messages.js';
import type { Change, ChannelParameter, ChannelSwitch, ParameterName, ParameterValue } from '../../../wire/mix.js';
import type { Key } from '../../sync/keys.js';
import { keyOf } from '../../sync/keys.js';
import { type Clock, Outbox } from '../../sync/outbox.js';
import { MixReplica } from '../../sync/replica.js';
import { BRIEF_MS, isSmall, merged, stillWanted } from './unsent.js';

export interface MixViewOptions {
  readonly uuid: string;
  readonly me: string;
  readonly clock: Clock;
  readonly ready: () => boolean;
  /** Sends a command about this mix. The answer comes through `confirmed` or `refused`. */
  readonly send: (op: string, set: readonly Change[], gesture: string | undefined) => void;
  readonly newOp: () => string;
  readonly askSnapshot: () => void;
}

/** What a value is before the first snapshot. */
const BLANK: Readonly<Record<ParameterName, ParameterValue>> = {
  on: false,
  gain: 0,
  pan: 0,
  mute: false,
  solo: false,
  master: 0,
};

export class MixView {
  readonly uuid: string;
  /** True once the first snapshot has arrived. */
  readonly loaded = signal(false);
  /** Any channel has solo on. */
  readonly soloed = signal(false);
  /** Made while the box was away, and not sent: the musician is asked. The screen shows the box's values. */
  readonly unsent = signal<readonly Change[]>([]);
  readonly #options: MixViewOptions;
  readonly #replica: MixReplica;
  readonly #outbox: Outbox;
  readonly #signals = new Map<Key, Signal<ParameterValue>>();
  #asked = Number.NEGATIVE_INFINITY;
  /** Made while the box was away; waits for the box's values. */
  #parked: readonly Change[] = [];
  #brief = true;
  /** Under a finger since before the box came back: not sent until the finger leaves. */
  readonly #barred = new Set<Key>();

  constructor(options: MixViewOptions) {
    this.uuid = options.uuid;
    this.#options = options;
    this.#replica = new MixReplica(options.uuid, (key, value) => {
      this.#signal(key).value = value;
      if (key.startsWith('solo:')) this.#lookForSolo();
    });
    this.#outbox = new Outbox({
      clock: options.clock,
      ready: options.ready,
      send: (set, gesture) => {
        const op = options.newOp();
        this.#replica.sent(op, set);
        options.send(op, set, gesture);
      },
    });
  }

  gain(ch: number): Signal<number> {
    return this.#signal(`gain:${ch}`) as Signal<number>;
  }
  pan(ch: number): Signal<number> {
    return this.#signal(`pan:${ch}`) as Signal<number>;
  }
  flag(p: ChannelSwitch, ch: number): Signal<boolean> {
    return this.#signal(`${p}:${ch}`) as Signal<boolean>;
  }
  get master(): Signal<number> {
    return this.#signal('master') as Signal<number>;
  }

  /** The value shown now. */
  now(p: string, ch: number | undefined): ParameterValue {
    return this.#signal(ch === undefined ? p : `${p}:${ch}`).peek();
  }

  /** Every value shown now; reading it follows none of them. */
  values(): (readonly [Key, ParameterValue])[] {
    return [...this.#signals].map(([key, value]) => [key, value.peek()] as const);
  }

  /** Changes values; the screen follows at once. */
  set(set: readonly Change[], gesture?: string): void {
    batch(() => {
      this.#forget(set);
      this.#replica.queue(set);
      this.#outbox.put(set, gesture);
    });
  }

  setChannel(ch: number, p: ChannelParameter, v: ParameterValue, gesture?: string): void {
    this.set([{ p, ch, v }], gesture);
  }

  /** Sets a value under a finger: it is sent like any other, and remote changes do not move it. */
  hold(change: Change, gesture: string): void {
    this.#replica.hold(keyOf(change), change.v);
    if (this.#barred.has(keyOf(change))) {
      this.unsent.value = merged(this.unsent.peek(), [change]);
      return;
    }
    this.#forget([change]);
    this.#replica.queue([change]);
    this.#outbox.put([change], gesture);
  }

  release(key: Key): void {
    this.#outbox.flush();
    this.#barred.delete(key);
    this.#replica.release(key);
  }

  snapshot(mix: MixSnapshot): void {
    batch(() => {
      this.#replica.snapshot(mix);
      this.loaded.value = true;
      this.#lookForSolo();
      this.settle();
    });
  }

  delta(delta: MixDelta): void {
    if (batch(() => this.#replica.delta(delta, this.#options.me)) !== 'gap') return;
    // One request is enough for a burst of deltas after a gap.
    const now = this.#options.clock.now();
    if (now - this.#asked < 500) return;
    this.#asked = now;
    this.#options.askSnapshot();
  }

  /** Sends the box what this page knew of the mix before the box lost it. */
  giveBack(): void {
    const set = this.#replica.takeFormer();
    if (set.length > 0) this.set(set);
  }

  confirmed(op: string, rev: number): void {
    this.#replica.confirmed(op, rev);
  }

  refused(op: string): void {
    batch(() => this.#replica.refused(op));
  }

  /** A movement is over: sends the rest of it. */
  flush(): void {
    this.#outbox.flush();
  }

  /** The box is back. What was changed meanwhile waits until `settle`. */
  park(): void {
    const { set, ageMs } = this.#outbox.take();
    if (set.length === 0) return;
    this.#brief &&= ageMs <= BRIEF_MS;
    this.#parked = merged(this.#parked, set);
  }

  /** The box's values are known: sends a small and recent change, and keeps anything else for a question. */
  settle(): void {
    const keys = this.#parked.map(keyOf);
    const box = (key: Key) => this.#replica.boxValue(key);
    const wanted = stillWanted(this.#parked, box);
    const quiet = this.#brief && wanted.every((change) => isSmall(change, box(keyOf(change))));
    this.#parked = [];
    this.#brief = true;
    this.#replica.withdraw(keys);
    if (quiet) {
      if (wanted.length > 0) this.set(wanted);
      return;
    }
    for (const key of keys) if (this.#replica.stateOf(key) === 'held') this.#barred.add(key);
    this.unsent.value = merged(this.unsent.peek(), wanted);
  }

  /** The answer to the question: sends what was changed while the box was away, or forgets it. */
  answer(send: boolean): void {
    const set = this.unsent.peek();
    this.unsent.value = [];
    if (send) this.set(set);
  }

  /** The newest word about a value counts. */
  #forget(set: readonly Change[]): void {
    if (this.unsent.peek().length === 0) return;
    const keys = new Set(set.map(keyOf));
    this.unsent.value = this.unsent.peek().filter((change) => !keys.has(keyOf(change)));
  }

  #signal(key: Key): Signal<ParameterValue> {
    let found = this.#signals.get(key);
    if (found === undefined) {
      found = signal<ParameterValue>(this.#replica.shown(key) ?? BLANK[key.split(':')[0] as ParameterName]);
      this.#signals.set(key, found);
    }
    return found;
  }

  #lookForSolo(): void {
    let any = false;
    for (const [key, value] of this.#signals) any ||= key.startsWith('solo:') && value.peek() === true;
    this.soloed.value = any;
  }
}
