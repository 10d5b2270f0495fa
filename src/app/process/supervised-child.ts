/**
 * A child process that may die and is started again, for work that reads the network or may hang, and is
 * not needed for sound. The pause before a new start grows. A child that hangs or breaks its protocol is
 * ended. A child ends by itself when this process is gone (`parent-link.ts`). Main thread only.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { monotonicMs } from '../../base/clock.js';
import { TokenBucket } from '../../base/token-bucket.js';

/**
 * Pauses before a new start, ms: doubled each time, plus up to a
 * quarter at random, so that two boxes do not restart in step.
 */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;
/** After a child was ready for this long, the next pause is the first one again, ms. */
const STEADY_MS = 30_000;
/**
 * A child sends something at least every second. After this many seconds
 * of this process' own running time without a message, it is ended.
 */
const SILENT_TICKS = 6;
const TICK_MS = 1000;
/** Limit of a child's messages; a child that exceeds it is ended. */
const MESSAGES = { burst: 100, perSecond: 50 };
/** Kept from the child's output, to show why it ended, characters. */
const SAID = 2000;

/**
 * Effect of a message on the child. `ready` stops the time limit for becoming
 * ready, `busy` starts it again. `unknown`: not a message of this protocol.
 */
export type Verdict = 'ready' | 'busy' | 'fine' | 'unknown';

export interface ChildOptions {
  /** As in "mDNS ended". */
  readonly name: string;
  /** The file that the child runs. It calls `parentLink` at once. */
  readonly entry: URL;
  /** The first message to each new child. Plain data, small. */
  readonly begin: unknown;
  /** How long the child may take to become ready, including its first message, ms. */
  readonly readyLimitMs: number;
  /** Judges one message of any kind. An error in it counts as `unknown`. */
  readonly heard: (message: unknown) => Verdict;
  /** The child ended unasked; `reason` is one line. Another is started after a pause. */
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

  /** Number of starts after the first. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Undefined while no child runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Asks the child to end, and kills it after `limitMs`. Resolves once it is gone; no other is started after this. */
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
      // The child needs nothing of the environment or of this process' flags. A debugger's port can be used only once.
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
    // Several may come: from the start, a signal, or the channel.
    child.on('error', ({ message }) => {
      if (over) return;
      end(`could not be started: ${message}`);
      child.kill('SIGKILL');
    });
    // Not `close`: a process that the child started may hold its pipes open for longer.
    child.once('exit', (status, signal) => {
      const how = signal === null ? `ended with status ${status}` : `was ended by ${signal}`;
      const last = life.lastWords();
      end(last === '' ? how : `${how}: ${last}`);
    });
    if (child.connected) child.send(this.#options.begin as object, () => undefined);
  }

  /** Judges the child's messages, and that they keep coming. */
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
      /** For how long the child was ready, ms. */
      readyMs: () => (readySince === undefined ? 0 : monotonicMs() - readySince),
      /** The most telling line of its output. */
      lastWords: () => {
        const lines = said.join('').split('\n');
        const telling =
          lines.find((line) => /^(\w*Error\b|FATAL)/.test(line)) ?? lines.findLast((line) => line.trim() !== '');
        return telling?.trim().slice(0, 200) ?? '';
      },
      tick: setInterval(() => {
        if (spoken && ++silent > SILENT_TICKS) kill('stood still');
        // Counted in ticks: the child is not late while this process itself stood still.
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
        // The first lines name the error, the last lines show what the child did before.
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
