/**
 * Ends a box that cannot go on: after an uncaught error on any thread, or when a thread
 * stands still. Listeners get close code 1001, the store is flushed, and the cause is logged
 * with its place. The process ends with status 1, all within a second. Main thread only.
 */

import { loadAddon } from '../../addon/index.js';
import { faultText } from '../../base/barrier.js';
import type { Lifecycle } from './lifecycle.js';

/** From the fault to the end of the process, ms. Unfinished work is dropped. */
const LIMIT_MS = 800;

export class LastResort {
  readonly #log: (line: string) => void;
  #life: Lifecycle | undefined;
  #ending = false;

  /** From now on takes every uncaught error and unhandled rejection. */
  constructor(log: (line: string) => void) {
    this.#log = log;
    process.on('uncaughtException', (error, origin) =>
      this.take(origin === 'unhandledRejection' ? 'a rejection on the main thread' : 'the main thread', error),
    );
  }

  /** Sets the parts to stop. */
  guards(life: Lifecycle): void {
    this.#life = life;
  }

  /** True once a fault was taken: the process will end. */
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
      // Nobody reads the log any more.
    }
  }
}

/** The text of any thrown value, even of a value without a text. */
function textOf(error: unknown): string {
  try {
    return faultText(error);
  } catch {
    return 'a value without a text';
  }
}

/** Ends without waiting for threads that stand still: Node itself would wait, and `process.exit` could hang. */
function endNow(): void {
  loadAddon()?.exitNow(1);
  process.exit(1);
}
