import { setTimeout as sleep } from 'node:timers/promises';
import type { Guest, GuestOptions } from './guest.js';
import { limit } from './machine-time.js';
import type { Products } from './products.js';

/**
 * The tools of a scenario. Booting under emulation takes minutes, so scenarios share one machine, as evenings share a
 * real box. Each scenario leaves it running and healthy, or off.
 */
export interface Bench {
  readonly products: Products;
  /** A folder for sticks and the like; it lasts for the whole run. */
  readonly folder: string;
  /** The running machine with its shell ready. If there is none, it is started, from a fresh disk the first time. */
  guest(options?: Partial<GuestOptions>): Promise<Guest>;
  /** Power cut, then power on with the same disk. Does not wait. */
  powerCycle(options?: Partial<GuestOptions>): Promise<Guest>;
  /** Ends the machine and discards its disk: the next one is new. */
  forget(): Promise<void>;
  /** The disk of the machine. */
  readonly disk: string;
  /** A line of the log. */
  note(line: string): void;
  /** The progress of a long scenario: printed at once, and again if the scenario does not finish. */
  progress(line: string): void;
}

export interface Scenario {
  /** The rule that it shows, as a sentence. */
  readonly name: string;
  /** Part of the short run. */
  readonly short?: boolean;
  run(bench: Bench): Promise<void>;
}

/** Fails the scenario when it does not hold. */
export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

/**
 * Asks until the answer is good, for this many seconds of the machine. If it never is, the error has the last answer.
 */
export async function until<T>(
  what: string,
  seconds: number,
  ask: () => Promise<T>,
  satisfies: (answer: T) => boolean,
): Promise<T> {
  const end = await limit(seconds * 1000);
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    must(!(await end.passed()), `${what}: not within ${seconds} s; last: ${JSON.stringify(answer).slice(0, 600)}`);
    await sleep(1000);
  }
}
