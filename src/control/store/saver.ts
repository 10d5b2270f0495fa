/**
 * Brings changed records to disk: write-behind, one commit at a time, everything that changed meanwhile in the next.
 * A commit takes each changed record as it is at that moment, the revision with it, so what is on disk is always one
 * moment of the box.
 *
 * Nothing waits for ever: after `slowMs` whoever waits is told that it is not saved yet; a failed commit tells at
 * once, keeps the changes, and tries again with the next change and every `retryMs`.
 */
import type { Key } from '../state.js';
import type { Store } from './store.js';
import { asStoreError, StoreError } from './store.js';

export interface SaverOptions {
  readonly slowMs: number;
  readonly retryMs: number;
  /** The record as it is now; undefined = removed. */
  readonly read: (key: Key) => unknown;
  /** Told on every change between good and bad. */
  readonly onState: (trouble: StoreError | undefined) => void;
}

/**
 * One command's wait. `durable` resolves when it is on disk, and never rejects; it stays open while the disk is in
 * trouble, for ever where thousands came after it.
 */
export interface Ticket {
  readonly durable: Promise<void>;
  /** Resolves with the trouble if there is some before it is durable, with undefined when it went well. */
  readonly settled: Promise<StoreError | undefined>;
}

interface Waiter {
  resolveDurable: () => void;
  settle: (trouble: StoreError | undefined) => void;
  settled: boolean;
  since: number;
}

export interface SaverStats {
  commits: number;
  failures: number;
  /** Records changed and not yet on disk. */
  unsaved: number;
  /** ms, newest last, at most 512. */
  readonly times: number[];
}

const KEPT_TIMES = 512;
/**
 * Who waits for a disk in trouble, at most: an evening of changes on a full one must not fill the memory. The oldest
 * beyond it were told that they are not saved, and are not told when they are.
 */
const MAX_WAITING = 16_384;

export class Saver {
  readonly stats: SaverStats = { commits: 0, failures: 0, unsaved: 0, times: [] };
  trouble: StoreError | undefined;
  readonly #store: Store;
  readonly #options: SaverOptions;
  #dirty = new Set<Key>();
  #waiting: Waiter[] = [];
  #flight: Waiter[] = [];
  #busy = false;
  #scheduled = false;
  #stopped = false;
  #retry: NodeJS.Timeout | undefined;
  readonly #watch: NodeJS.Timeout;

  constructor(store: Store, options: SaverOptions) {
    this.#store = store;
    this.#options = options;
    this.#watch = setInterval(() => this.#tellSlow(), Math.max(20, options.slowMs / 4));
    this.#watch.unref();
  }

  /** Marks records as changed; the ticket speaks of everything changed so far. */
  save(keys: Iterable<Key>): Ticket {
    for (const key of keys) this.#dirty.add(key);
    this.stats.unsaved = this.#dirty.size;
    let resolveDurable!: () => void;
    let settle!: (trouble: StoreError | undefined) => void;
    const durable = new Promise<void>((resolve) => {
      resolveDurable = resolve;
    });
    const settled = new Promise<StoreError | undefined>((resolve) => {
      settle = resolve;
    });
    this.#waiting.push({ resolveDurable, settle, settled: false, since: performance.now() });
    this.#schedule();
    return { durable, settled };
  }

  /** Everything changed so far is on disk (true), or it could not be within `limitMs`. */
  async flush(limitMs: number): Promise<boolean> {
    if (this.#dirty.size === 0 && !this.#busy) return true;
    const { durable } = this.save([]);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), limitMs);
    });
    const done = await Promise.race([durable.then(() => true), late]);
    clearTimeout(timer);
    return done;
  }

  /** No further commit is begun; whoever still waits is told. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    for (const waiter of [...this.#waiting, ...this.#flight])
      this.#tell(waiter, new StoreError('write_failed', 'the box is closing'));
  }

  #schedule(): void {
    if (this.#busy || this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      void this.#commit();
    });
  }

  async #commit(): Promise<void> {
    if (this.#busy || this.#stopped) return;
    this.#busy = true;
    clearTimeout(this.#retry);
    const keys = this.#dirty;
    this.#dirty = new Set();
    this.#flight = this.#waiting;
    this.#waiting = [];
    const started = performance.now();
    try {
      if (keys.size > 0) await this.#store.commit(new Map([...keys].map((key) => [key, this.#options.read(key)])));
      this.#succeeded(performance.now() - started, keys.size > 0);
    } catch (error) {
      for (const key of keys) this.#dirty.add(key);
      this.#failed(asStoreError(error));
    }
    this.#busy = false;
    if (!this.trouble && this.#waiting.length > 0) this.#schedule();
  }

  #succeeded(ms: number, wrote: boolean): void {
    this.stats.unsaved = this.#dirty.size;
    for (const waiter of this.#flight) {
      this.#tell(waiter, undefined);
      waiter.resolveDurable();
    }
    this.#flight = [];
    if (!wrote) return;
    this.stats.commits++;
    this.stats.times.push(ms);
    if (this.stats.times.length > KEPT_TIMES) this.stats.times.shift();
    this.#setTrouble(undefined);
  }

  #failed(error: StoreError): void {
    this.stats.failures++;
    this.stats.unsaved = this.#dirty.size;
    this.#setTrouble(error);
    this.#waiting = [...this.#flight, ...this.#waiting];
    this.#flight = [];
    for (const waiter of this.#waiting) this.#tell(waiter, error);
    if (this.#waiting.length > MAX_WAITING) this.#waiting.splice(0, this.#waiting.length - MAX_WAITING);
    if (this.#stopped) return;
    this.#retry = setTimeout(() => void this.#commit(), this.#options.retryMs);
    this.#retry.unref();
  }

  #tellSlow(): void {
    const late = performance.now() - this.#options.slowMs;
    const slow = [...this.#flight, ...this.#waiting].filter((waiter) => !waiter.settled && waiter.since < late);
    if (slow.length === 0) return;
    const error = new StoreError('slow', 'the data disk has not confirmed the write yet');
    this.#setTrouble(this.trouble ?? error);
    for (const waiter of slow) this.#tell(waiter, error);
  }

  #tell(waiter: Waiter, trouble: StoreError | undefined): void {
    if (waiter.settled) return;
    waiter.settled = true;
    waiter.settle(trouble);
  }

  #setTrouble(trouble: StoreError | undefined): void {
    if (this.trouble?.code === trouble?.code) return;
    this.trouble = trouble;
    this.#options.onState(trouble);
  }
}

/** Counters of the store, and how long commits took, µs. */
export function storeStats(saver: Saver): Record<string, unknown> {
  const { commits, failures, unsaved, times } = saver.stats;
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 1000);
  const commitUs = { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
  return { commits, failures, unsaved, commitUs, trouble: saver.trouble?.code ?? null };
}
