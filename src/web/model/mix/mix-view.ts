/**
 * One mix on the screen. Each value has its own signal, so that a moving fader
 * redraws nothing else. Changes show at once, are gathered, and are sent.
 */
import { type Signal, signal } from '@preact/signals';
import type { MixDelta, MixSnapshot } from '../../../wire/messages.js';
import type { Change, ChannelParameter, ChannelSwitch, ParameterName, ParameterValue } from '../../../wire/mix.js';
import type { Key } from '../../sync/keys.js';
import { keyOf } from '../../sync/keys.js';
import { type Clock, Outbox } from '../../sync/outbox.js';
import { MixReplica } from '../../sync/replica.js';

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
  readonly #options: MixViewOptions;
  readonly #replica: MixReplica;
  readonly #outbox: Outbox;
  readonly #signals = new Map<Key, Signal<ParameterValue>>();
  #asked = Number.NEGATIVE_INFINITY;

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

  /** Changes values; the screen follows at once. */
  set(set: readonly Change[], gesture?: string): void {
    this.#replica.queue(set);
    this.#outbox.put(set, gesture);
  }

  setChannel(ch: number, p: ChannelParameter, v: ParameterValue, gesture?: string): void {
    this.set([{ p, ch, v }], gesture);
  }

  /** Sets a value under a finger: it is sent like any other, and remote changes do not move it. */
  hold(change: Change, gesture: string): void {
    this.#replica.hold(keyOf(change), change.v);
    this.#replica.queue([change]);
    this.#outbox.put([change], gesture);
  }

  release(key: Key): void {
    this.#outbox.flush();
    this.#replica.release(key);
  }

  snapshot(mix: MixSnapshot): void {
    this.#replica.snapshot(mix);
    this.loaded.value = true;
    this.#lookForSolo();
  }

  delta(delta: MixDelta): void {
    if (this.#replica.delta(delta, this.#options.me) !== 'gap') return;
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
    this.#replica.refused(op);
  }

  /** The connection is open again: sends what was changed meanwhile. */
  flush(): void {
    this.#outbox.flush();
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
