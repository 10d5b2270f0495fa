/**
 * Writes changed records to disk behind the changes, one commit at a time. Changes during a commit go into the next
 * one. A commit takes all changed records, and the revision, as they are at that moment. So the disk always holds one
 * moment of the box.
 *
 * Nobody waits for ever. After `slowMs` every waiting ticket settles with `slow`. A failed commit settles its tickets
 * at once and keeps the changes. It is tried again with the next change, and after every `retryMs`.
 */
import type { Key } from '../state/state.js';
import type { Store } from './store.js';
import { asStoreError, StoreError } from './store.js';

export interface SaverOptions {
  readonly slowMs: number;
  readonly retryMs: number;
  /** Reads a record as it is now; undefined = removed. */
  readonly read: (key: Key) => unknown;
  /** Called when the trouble changes: another code, or none. */
  readonly onState: (trouble: StoreError | undefined) => void;
}

/**
 * The wait of one command. `durable` resolves when its change is on disk, and never rejects. It stays open while the
 * disk is in trouble, and for ever if more than MAX_WAITING tickets came after it.
 */
export interface Ticket {
  readonly durable: Promise<void>;
  /** Resolves to the trouble, if there is any before the change is durable; otherwise to undefined. */
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
  /** Changed records that are not on disk yet. */
  unsaved: number;
  /** Durations of commits in ms, newest last, at most 512. */
  readonly times: number[];
}

const KEPT_TIMES = 512;
/**
 * Most tickets that wait for a disk in trouble: an evening of changes on a full disk must not fill the memory. Older
 * tickets have settled with the trouble. Their second reply, when they are saved, is dropped.
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

  /** Marks records as changed. The ticket covers everything changed so far. */
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

  /** Resolves to true once everything changed so far is on disk, or to false after `limitMs`. */
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

  /** Begins no further commit, and settles all waiting tickets. */
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

/** Counters of the store, and the durations of commits in µs. */
export function storeStats(saver: Saver): Record<string, unknown> {
  const { commits, failures, unsaved, times } = saver.stats;
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 1000);
  const commitUs = { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
  return { commits, failures, unsaved, commitUs, trouble: saver.trouble?.code ?? null };
}
