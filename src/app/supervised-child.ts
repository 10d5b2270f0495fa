/**
 * A child process that may die and come back: for what reads the network, or may stand still, and is not needed for
 * sound. It is started again after a pause that grows, ended when it stands still or says what it should not, and
 * ends by itself when this process is gone (`parent-link.ts`). Main thread only.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { monotonicMs } from '../audio/clock.js';
import { TokenBucket } from '../audio/token-bucket.js';

/**
 * Pauses before a new start, ms: doubled each time, with up to a quarter more by chance, so that two boxes do not
 * keep step.
 */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;
/** A child that was ready for so long begins again with the first pause, ms. */
const STEADY_MS = 30_000;
/**
 * The child sends something at least every second; one that is silent for so many seconds of this process' own
 * running time is ended.
 */
const SILENT_TICKS = 6;
const TICK_MS = 1000;
/** Messages of a child; one that says more is ended. */
const MESSAGES = { burst: 100, perSecond: 50 };
/** What it printed last is kept to tell why it ended, characters. */
const SAID = 2000;

/**
 * What a message means for its child's life. `ready` ends, `busy` begins, the time it has to become ready. `unknown`:
 * it is not of this protocol.
 */
export type Verdict = 'ready' | 'busy' | 'fine' | 'unknown';

export interface ChildOptions {
  /** As in "mDNS ended". */
  readonly name: string;
  /** The file it runs. It calls `parentLink` at once. */
  readonly entry: URL;
  /** The first message to each new child. Plain data, small. */
  readonly begin: unknown;
  /** How long it may take to become ready, and to be heard of at all, ms. */
  readonly readyLimitMs: number;
  /** Judges one message, whatever it may be. A fault in it counts as `unknown`. */
  readonly heard: (message: unknown) => Verdict;
  /** It ended unasked; `reason` is one line. Another is started after a pause. */
  readonly ended: (reason: string) => void;
}

/** `starting`: not ready yet. `pausing`: until the next start. */
export type ChildState = 'starting' | 'ready' | 'pausing' | 'stopped';

export class SupervisedChild {
  readonly #options: ChildOptions;
  #child: ChildProcess | undefined;
  #state: ChildState = 'starting';
  #restarts = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #pause: NodeJS.Timeout | undefined;
  #tick: NodeJS.Timeout | undefined;

  /** Starts the first child. */
  constructor(options: ChildOptions) {
    this.#options = options;
    this.#start();
  }

  get state(): ChildState {
    return this.#state;
  }

  /** Starts after the first. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Undefined while none runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Asks the child to end, and ends it after `limitMs`. Resolves once it is gone; none is started after this. */
  async stop(limitMs: number): Promise<void> {
    this.#state = 'stopped';
    clearTimeout(this.#pause);
    clearInterval(this.#tick);
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    if (child.connected) child.send({ type: 'stop' }, () => undefined);
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    await gone;
    clearTimeout(timer);
  }

  #start(): void {
    this.#state = 'starting';
    let child: ChildProcess;
    try {
      // It needs nothing of the environment nor of this process' flags; a debugger's port can be had only once.
      child = fork(fileURLToPath(this.#options.entry), {
        env: {},
        execArgv: [],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
    } catch (error) {
      this.#lost(`could not be started: ${(error as Error).message}`, 0);
      return;
    }
    this.#child = child;
    const life = this.#watch(child);
    let over = false;
    const end = (how: string): void => {
      if (over) return;
      over = true;
      child.removeAllListeners('message');
      clearInterval(life.tick);
      this.#child = undefined;
      if (this.#state !== 'stopped') this.#lost(life.fault ?? how, life.readyMs());
    };
    // More than one may come: of the start, of a signal, of the channel.
    child.on('error', ({ message }) => {
      if (over) return;
      end(`could not be started: ${message}`);
      child.kill('SIGKILL');
    });
    // Not `close`: a process that it started may hold its pipes open for longer.
    child.once('exit', (status, signal) => {
      const how = signal === null ? `ended with status ${status}` : `was ended by ${signal}`;
      const last = life.lastWords();
      end(last === '' ? how : `${how}: ${last}`);
    });
    if (child.connected) child.send(this.#options.begin as object, () => undefined);
  }

  /** Judges what the child says, and that it goes on saying something. */
  #watch(child: ChildProcess) {
    const { name, heard, readyLimitMs } = this.#options;
    const bucket = new TokenBucket(MESSAGES);
    const said: string[] = [];
    let silent = 0;
    let unready = 0;
    let spoken = false;
    let readySince: number | undefined;
    const life = {
      fault: undefined as string | undefined,
      /** For how long it was ready, ms. */
      readyMs: () => (readySince === undefined ? 0 : monotonicMs() - readySince),
      /** The line of what it printed that tells most. */
      lastWords: () => {
        const lines = said.join('').split('\n');
        const telling =
          lines.find((line) => /^(\w*Error\b|FATAL)/.test(line)) ?? lines.findLast((line) => line.trim() !== '');
        return telling?.trim().slice(0, 200) ?? '';
      },
      tick: setInterval(() => {
        if (spoken && ++silent > SILENT_TICKS) kill('stood still');
        // Counted in ticks: while this process itself stood still nobody was late.
        else if (readySince === undefined && ++unready * TICK_MS > readyLimitMs)
          kill(`was not ready within ${readyLimitMs / 1000} s`);
      }, TICK_MS),
    };
    this.#tick = life.tick;
    life.tick.unref();
    const kill = (fault: string): void => {
      life.fault ??= fault;
      child.kill('SIGKILL');
    };
    for (const pipe of [child.stdout, child.stderr]) {
      pipe?.on('error', () => undefined);
      pipe?.setEncoding('utf8').on('data', (text: string) => {
        said.push(text);
        const all = said.splice(0).join('');
        // The first lines name the error, the last what was done.
        said.push(all.length > SAID ? all.slice(0, SAID / 2) + all.slice(-SAID / 2) : all);
      });
    }
    child.on('message', (message: unknown) => {
      if (life.fault !== undefined || this.#state === 'stopped') return;
      if (bucket.take(monotonicMs()) > 0) return kill('said too much');
      spoken = true;
      silent = 0;
      if (message === 'beat') return;
      const verdict = judge(heard, message);
      if (verdict === 'unknown') kill(`said what ${name} does not say`);
      else if (verdict === 'ready') {
        this.#state = 'ready';
        readySince ??= monotonicMs();
      } else if (verdict === 'busy') {
        this.#state = 'starting';
        readySince = undefined;
        unready = 0;
      }
    });
    return life;
  }

  #lost(reason: string, readyMs: number): void {
    this.#state = 'pausing';
    if (readyMs >= STEADY_MS) this.#pauseMs = FIRST_PAUSE_MS;
    const pauseMs = this.#pauseMs * (1 + Math.random() / 4);
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
    this.#pause = setTimeout(() => {
      this.#restarts++;
      this.#start();
    }, pauseMs);
    this.#pause.unref();
    this.#options.ended(reason);
  }
}

function judge(heard: (message: unknown) => Verdict, message: unknown): Verdict {
  try {
    return heard(message);
  } catch {
    return 'unknown';
  }
}
