/**
 * One budget for each client, over every door it comes by: a device is one client, and where there is no token, an
 * address. What it costs is the main thread's time, and the bytes it is answered with; each piece of work costs at
 * least what it costs elsewhere (the disk, the other pages' radio).
 *
 * Work within the budget is done at once. What is beyond waits, in its order, until the client may again; and while
 * several wait, whoever used least goes first, so that a single command is never later than one piece of somebody
 * else's flood. No turn of the loop is filled with such work: sockets and timers come in between. Main thread.
 */
import type { FaultSink } from '../audio/barrier.js';
import { isOwnMachine } from '../audio/own-machine.js';
import { ControlError } from './errors.js';

/**
 * A client's share of the main thread: so much at once, and so much of each second, ms. A command costs one at least:
 * a page sends 30 a second while a fader is dragged, and many at once only after a reconnect.
 */
export const SHARE = { burstMs: 1000, msPerSecond: 500 } as const;
/** Work in one turn of the loop, ms; the piece that passes it is the last. */
export const TURN_MS = 4;
/** Bytes that cost 1 ms: copying them is cheap, carrying them is not. */
const BYTES_PER_MS = 32 * 1024;
/** HTTP requests of one client that wait, and of all. */
export const MAX_WAITING = 64;
const MAX_WAITING_ALL = 1024;
/** Clients remembered; beyond that those with their whole share are forgotten. */
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

  /** Runs a piece of work now, or in its order as soon as the client may. `leastMs` is what it costs at least. */
  run(job: () => void, leastMs = 0): void {
    this.#scheduler.run(this, { run: job, leastMs });
  }

  /**
   * Answers a question: at once where the client may, otherwise in its turn. Rejects with `busy` where too many wait
   * already, and as `work` does, which must not throw.
   */
  answer<T>(work: () => Promise<T>): Promise<T> {
    return this.#scheduler.answer(this, work);
  }

  /**
   * Resolves when it is the client's turn; what follows at once, up to the next thing that is waited for, is charged
   * to it. Rejects with `busy` where too many wait already.
   */
  turn(): Promise<void> {
    return this.#scheduler.turn(this);
  }

  /** As `turn`, for work that was let in already. */
  more(): Promise<void> {
    return this.#scheduler.more(this);
  }

  /** Takes from the budget, whatever is left. */
  charge(ms: number): void {
    this.#leftMs = this.leftMs(performance.now()) - ms;
  }

  chargeBytes(bytes: number): void {
    this.charge(bytes / BYTES_PER_MS);
  }

  /** What is left, ms; negative: so much was used in advance. */
  leftMs(now: number): number {
    this.#leftMs = Math.min(SHARE.burstMs, this.#leftMs + ((now - this.#at) * SHARE.msPerSecond) / 1000);
    this.#at = now;
    return this.#leftMs;
  }

  /** Ms until it may go on. */
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
  /** Used in this turn of the loop, ms. */
  #usedMs = 0;
  #immediate: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Somebody's turn was called and is being measured. */
  #measuring = false;

  constructor(onFault: FaultSink) {
    this.#onFault = onFault;
  }

  /** A device's budget. */
  ofDevice(uuid: string): ClientBudget {
    return this.#of(`device ${uuid}`);
  }

  /**
   * The budget of everybody without a token at an address. This machine's own programs wait their turn, but have no
   * limit.
   */
  ofAddress(address: string): ClientBudget {
    if (isOwnMachine(address)) return new ClientBudget(this, false);
    return this.#of(`address ${networkOf(address)}`);
  }

  /** Bytes given to somebody on behalf of the client whose turn it is. */
  wrote(bytes: number): void {
    this.#running?.chargeBytes(bytes);
  }

  /** Pieces of work that wait. */
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

  /** Works through what waits, whoever used least first, until this turn of the loop is over. */
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
      // Behind those who used as little: nobody has more than their whole share, so there are many of them.
      this.#waiting.delete(client);
      if (client.jobs.length > 0) this.#waiting.add(client);
      if ('run' in job) this.#do(client, job);
      else this.#call(client, job.resume);
    }
  }

  /** Who goes next; where nobody may, looks again when the first one does. */
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
   * Lets a waiting promise go on, and measures what it does: two immediates queued in one breath run one after the
   * other, with nothing but the promises in between.
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

/** An IPv4 address, or the network of an IPv6 address: a host has as many addresses in its network as it likes. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const first = head.split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - first.length - tail.split(':').filter(Boolean).length;
  const all = [...first, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail ?? '').split(':').filter(Boolean)];
  return all.slice(0, 4).join(':');
}
