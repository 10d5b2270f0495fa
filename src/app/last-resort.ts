/**
 * The end of a box that cannot go on: what nobody caught, on whatever thread, or a thread that stands still.
 * Listeners are told (1001), the store is flushed, the cause is logged with its place, and the process ends with
 * status 1, all in under a second. Main thread only.
 */
import { faultText } from '../audio/barrier.js';
import { loadAddon } from '../audio/source/node-alsa-capture/index.js';
import type { Lifecycle } from './lifecycle.js';

/** From the fault to the end of the process, ms. What is not done by then is not done. */
const LIMIT_MS = 800;

export class LastResort {
  readonly #log: (line: string) => void;
  #life: Lifecycle | undefined;
  #ending = false;

  /** Takes what is thrown, and rejected, with nobody to catch it, from now on. */
  constructor(log: (line: string) => void) {
    this.#log = log;
    process.on('uncaughtException', (error, origin) =>
      this.take(origin === 'unhandledRejection' ? 'a rejection on the main thread' : 'the main thread', error),
    );
  }

  /** What there is to stop. */
  guards(life: Lifecycle): void {
    this.#life = life;
  }

  /** The process is about to end, and will. */
  get ending(): boolean {
    return this.#ending;
  }

  /** `place` as in "fault in …". Returns at once; a second fault is only logged. Never throws. */
  take(place: string, error: unknown): void {
    if (this.#ending) {
      this.#say(`another fault while the box ends, in ${place}: ${textOf(error)}`);
      return;
    }
    this.#ending = true;
    setTimeout(endNow, LIMIT_MS);
    this.#say(`the box ends: fault in ${place}: ${textOf(error)}`);
    void this.#stopAll().finally(endNow);
  }

  async #stopAll(): Promise<void> {
    for (const trouble of (await this.#life?.stopAtOnce()) ?? []) this.#say(trouble);
  }

  #say(line: string): void {
    try {
      this.#log(line);
    } catch {
      // Nobody reads it any more.
    }
  }
}

/** The text of anything that was thrown, even of what has none. */
function textOf(error: unknown): string {
  try {
    return faultText(error);
  } catch {
    return 'a value without a text';
  }
}

/** Threads that stand still are not waited for: Node itself would, and `process.exit` could hang. */
function endNow(): void {
  loadAddon()?.exitNow(1);
  process.exit(1);
}
