import type { Guest, GuestOptions } from './guest.js';
import { limit } from './machine-time.js';
import type { Products } from './products.js';

/**
 * What a scenario works with. Booting under emulation takes minutes, so scenarios follow each other in one machine,
 * as an evening follows another on a real box: each leaves it running and healthy, or off.
 */
export interface Bench {
  readonly products: Products;
  /** A folder for sticks and the like; it lasts for the whole run. */
  readonly folder: string;
  /** The running machine with its shell ready; started, from a fresh disk the first time, when there is none. */
  guest(options?: Partial<GuestOptions>): Promise<Guest>;
  /** Power cut, then power on with the same disk. Does not wait for anything. */
  powerCycle(options?: Partial<GuestOptions>): Promise<Guest>;
  /** Ends the machine and throws its disk away: the next one is new. */
  forget(): Promise<void>;
  /** The disk of the machine. */
  readonly disk: string;
  /** A line of the report. */
  note(line: string): void;
  /** How far a long scenario is: said at once, and in the report when the scenario does not come to its end. */
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
 * Asks until the answer satisfies, for so many seconds of the machine; the last answer is in the fault when it never
 * does.
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
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
