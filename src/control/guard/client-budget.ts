/**
 * One budget for each client, over all its connections. A client is a device or, without a token, an address. It pays
 * for the main thread's time and for the bytes of its answers. Each piece of work has a least price, for what it costs
 * elsewhere: the disk, and the radio time of other pages.
 *
 * Work within the budget runs at once. Work beyond it waits, in order, until the budget has refilled. When several
 * clients wait, the one that used least goes first. So a single command waits for at most one piece of another
 * client's flood. A turn of the event loop does little of this work, so that sockets and timers run in between. Main
 * thread only.
 */

import { isOwnMachine } from '../../base/address.js';
import type { FaultSink } from '../../base/barrier.js';
import { ControlError } from '../../wire/errors.js';

/**
 * A client's share of the main thread, ms: a burst, and an amount per second. A command costs at least 1 ms. A page
 * sends 30 commands a second while a fader is dragged, and many at once only after a reconnect.
 */
export const SHARE = { burstMs: 1000, msPerSecond: 500 } as const;
/** Waiting work that one turn of the loop does, ms; the piece that passes this bound is the last. */
const TURN_MS = 4;
/** Bytes of an answer that cost 1 ms: copying them is cheap, sending them by radio is not. */
const BYTES_PER_MS = 32 * 1024;
/** Largest number of waiting HTTP requests of one client, and of all. */
export const MAX_WAITING = 64;
const MAX_WAITING_ALL = 1024;
/** Clients remembered. Beyond that, clients with an unused share are forgotten. */
const MAX_CLIENTS = 4096;

interface Work {
  readonly run: () => void;
  readonly leastMs: number;
}

type Job = Work | { readonly resume: () => void };

export class ClientBudget {
  readonly limited: boolean;
  readonly jobs: Job[] = [];
  readonly #scheduler: ClientBudgets;
  #leftMs: number = SHARE.burstMs;
  #at = 0;

  constructor(scheduler: ClientBudgets, limited: boolean) {
    this.#scheduler = scheduler;
    this.limited = limited;
  }

  /** Runs a piece of work now, or in order once the budget allows it. `leastMs`: its least price. */
  run(job: () => void, leastMs = 0): void {
    this.#scheduler.run(this, { run: job, leastMs });
  }

  /**
   * Answers a request, at once if the budget allows it, else in its turn. Rejects with `busy` if too many wait already,
   * and as `work` rejects. `work` must not throw.
   */
  answer<T>(work: () => Promise<T>): Promise<T> {
    return this.#scheduler.answer(this, work);
  }

  /**
   * Resolves in the client's turn. The client pays for the code that runs then, up to its next `await`. Rejects with
   * `busy` if too many wait already.
   */
  turn(): Promise<void> {
    return this.#scheduler.turn(this);
  }

  /** Like `turn`, for a request that was admitted before: it never rejects with `busy`. */
  more(): Promise<void> {
    return this.#scheduler.more(this);
  }

  /** Takes from the budget, even if that makes it negative. */
  charge(ms: number): void {
    this.#leftMs = this.leftMs(performance.now()) - ms;
  }

  chargeBytes(bytes: number): void {
    this.charge(bytes / BYTES_PER_MS);
  }

  /** What is left, ms. Negative: used in advance. */
  leftMs(now: number): number {
    this.#leftMs = Math.min(SHARE.burstMs, this.#leftMs + ((now - this.#at) * SHARE.msPerSecond) / 1000);
    this.#at = now;
    return this.#leftMs;
  }

  /** Time until the client may go on, ms. */
  waitMs(now: number): number {
    return this.limited ? Math.max(0, (-this.leftMs(now) * 1000) / SHARE.msPerSecond) : 0;
  }
}

export class ClientBudgets {
  readonly #onFault: FaultSink;
  readonly #clients = new Map<string, ClientBudget>();
  readonly #waiting = new Set<ClientBudget>();
  #waitingTurns = 0;
  #running: ClientBudget | undefined;
  /** Time used in this turn of the loop, ms. */
  #usedMs = 0;
  #immediate: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** True while the turn of a waiting promise is measured. */
  #measuring = false;

  constructor(onFault: FaultSink) {
    this.#onFault = onFault;
  }

  ofDevice(uuid: string): ClientBudget {
    return this.#of(`device ${uuid}`);
  }

  /** The budget shared by clients without a token at one address. Programs on this machine have no limit. */
  ofAddress(address: string): ClientBudget {
    if (isOwnMachine(address)) return new ClientBudget(this, false);
    return this.#of(`address ${networkOf(address)}`);
  }

  /** Charges bytes that were sent to any client to the client whose turn it is. */
  wrote(bytes: number): void {
    this.#running?.chargeBytes(bytes);
  }

  /** The number of waiting pieces of work. */
  get waiting(): number {
    let count = 0;
    for (const { jobs } of this.#waiting) count += jobs.length;
    return count;
  }

  run(client: ClientBudget, job: Work): void {
    if (this.#mayAtOnce(client)) this.#do(client, job);
    else this.#queue(client, job);
  }

  async answer<T>(client: ClientBudget, work: () => Promise<T>): Promise<T> {
    if (!this.#mayAtOnce(client)) {
      await this.turn(client);
      return work();
    }
    let answer: Promise<T> | undefined;
    this.#do(client, {
      run: () => {
        answer = work();
      },
      leastMs: 1,
    });
    return answer!;
  }

  async turn(client: ClientBudget): Promise<void> {
    if (client.jobs.length >= MAX_WAITING || this.#waitingTurns >= MAX_WAITING_ALL)
      throw new ControlError('busy', 'too much at once from one client; some of it must be answered first', {
        retryAfterMs: Math.max(100, Math.ceil(client.waitMs(performance.now()))),
      });
    this.#waitingTurns++;
    try {
      await this.more(client);
    } finally {
      this.#waitingTurns--;
    }
  }

  more(client: ClientBudget): Promise<void> {
    return new Promise((resume) => this.#queue(client, { resume }));
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  #mayAtOnce(client: ClientBudget): boolean {
    if (client.jobs.length > 0 || this.#running || this.#usedMs >= TURN_MS) return false;
    return client.waitMs(performance.now()) === 0;
  }

  #of(key: string): ClientBudget {
    let client = this.#clients.get(key);
    if (!client) {
      if (this.#clients.size >= MAX_CLIENTS) this.#forget();
      client = new ClientBudget(this, true);
      this.#clients.set(key, client);
    }
    return client;
  }

  #forget(): void {
    const now = performance.now();
    for (const [key, client] of this.#clients)
      if (client.jobs.length === 0 && client.leftMs(now) === SHARE.burstMs) this.#clients.delete(key);
  }

  #queue(client: ClientBudget, job: Job): void {
    client.jobs.push(job);
    this.#waiting.add(client);
    this.#soon();
  }

  #soon(): void {
    this.#immediate ??= setImmediate(() => {
      this.#immediate = undefined;
      this.#usedMs = 0;
      this.#next();
    });
  }

  /** Does waiting work, of the client that used least first, until this turn of the loop is used up. */
  #next(): void {
    clearTimeout(this.#timer);
    while (!this.#measuring && this.#waiting.size > 0) {
      if (this.#usedMs >= TURN_MS) {
        this.#soon();
        return;
      }
      const client = this.#first();
      if (!client) return;
      const job = client.jobs.shift()!;
      // Moves the client to the end: many clients have an unused share, and equals take turns.
      this.#waiting.delete(client);
      if (client.jobs.length > 0) this.#waiting.add(client);
      if ('run' in job) this.#do(client, job);
      else this.#call(client, job.resume);
    }
  }

  /** The client that goes next. If none may go yet, a timer looks again when the first one may. */
  #first(): ClientBudget | undefined {
    const now = performance.now();
    let first: ClientBudget | undefined;
    let soonestMs = Number.POSITIVE_INFINITY;
    for (const client of this.#waiting) {
      const waitMs = client.waitMs(now);
      if (waitMs > 0) soonestMs = Math.min(soonestMs, waitMs);
      else if (!first || client.leftMs(now) > first.leftMs(now)) first = client;
    }
    if (!first) this.#timer = setTimeout(() => this.#soon(), Math.ceil(soonestMs)).unref();
    return first;
  }

  #do(client: ClientBudget, { run, leastMs }: Work): void {
    const from = performance.now();
    this.#running = client;
    try {
      run();
    } catch (error) {
      this.#onFault('a client’s turn', error);
    }
    this.#running = undefined;
    this.#used(client, performance.now() - from, leastMs);
  }

  /**
   * Resolves a waiting promise and measures the code that follows. Two immediates queued together run one after the
   * other, with only promise callbacks in between.
   */
  #call(client: ClientBudget, resume: () => void): void {
    this.#measuring = true;
    let from = 0;
    setImmediate(() => {
      from = performance.now();
      this.#running = client;
      resume();
    });
    setImmediate(() => {
      this.#running = undefined;
      this.#measuring = false;
      this.#used(client, performance.now() - from, 1);
      this.#next();
    });
  }

  #used(client: ClientBudget, ms: number, leastMs: number): void {
    client.charge(Math.max(ms, leastMs));
    this.#usedMs += ms;
    this.#soon();
  }
}

/** An IPv4 address, or the /64 network of an IPv6 address: a host can use any address of its network. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const first = head.split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - first.length - tail.split(':').filter(Boolean).length;
  const all = [...first, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail ?? '').split(':').filter(Boolean)];
  return all.slice(0, 4).join(':');
}
