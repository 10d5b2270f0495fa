/** Runs one batch of inputs and watches every single one: exceptions, forgotten rejections, and how long it takes. */
import { type Batch, type BatchName, type Door, Finding, type Input, turn } from './door.js';
import { type Found, foundIn } from './findings.js';
import { Random } from './random.js';

/** One input may hold the thread this long, ms. */
export const HANG_MS = 100;
/** How many times a run looks at memory: after each tenth. */
export const TENTHS = 10;
/** Its answer may be outstanding this long, if it does not hold the thread, ms. */
const LOST_MS = 5000;
/** An input that seemed to hang is repeated this often, and counts as a hang only if it hangs every time. */
const AGAIN = 3;

export interface Ran {
  readonly inputs: number;
  /** Inputs that took too long once, and not again. */
  readonly slowOnce: number;
}

/** A rejection nobody awaited, or an exception out of a timer: it would end the box. */
export class Forgotten {
  readonly #found: unknown[] = [];

  constructor() {
    for (const event of ['unhandledRejection', 'uncaughtException'] as const)
      process.on(event, (error: unknown) => void this.#found.push(error));
  }

  take(): unknown[] {
    return this.#found.splice(0);
  }
}

export class BatchRun {
  readonly #door: Door;
  readonly #name: BatchName;
  readonly #forgotten: Forgotten;
  readonly #report: (found: Found) => void;

  constructor(door: Door, name: BatchName, forgotten: Forgotten, report: (found: Found) => void) {
    this.#door = door;
    this.#name = name;
    this.#forgotten = forgotten;
    this.#report = report;
  }

  /** `onInput` gets each input before it runs. */
  async whole(onInput: (index: number) => void = () => {}): Promise<Ran> {
    const batch = await this.#begin();
    let index = 0;
    let last: Input | undefined;
    for (; index < this.#door.inputsPerBatch; index++) {
      onInput(index);
      const input = batch.make();
      last = input;
      const started = performance.now();
      await this.#give(batch, input, index);
      if (performance.now() - started <= HANG_MS) continue;
      // Repeating the input uses up the batch's state, so the rest of the batch is left out.
      const hangs = await this.#again(index);
      if (hangs > HANG_MS)
        this.#report(foundIn('hang', this.#name, index, `took ${hangs.toFixed(0)} ms, ${AGAIN} times in a row`, input));
      return { inputs: index + 1, slowOnce: hangs > HANG_MS ? 0 : 1 };
    }
    try {
      await batch.end?.();
    } catch (error) {
      this.#report(foundIn('fault', this.#name, -1, error, undefined));
    }
    await turn();
    this.#lookForForgotten(index - 1, last);
    return { inputs: index, slowOnce: 0 };
  }

  /**
   * Runs up to one input; returns how long that one took, ms. This is processor time, which a busy machine does not
   * lengthen, unless the answer itself was seconds late.
   */
  async upTo(index: number): Promise<number> {
    const batch = await this.#begin();
    for (let i = 0; ; i++) {
      const input = batch.make();
      const [started, used] = [performance.now(), process.cpuUsage()];
      await this.#give(batch, input, i);
      if (i < index) continue;
      const { user, system } = process.cpuUsage(used);
      const waited = performance.now() - started;
      return waited > LOST_MS ? waited : (user + system) / 1000;
    }
  }

  async #again(index: number): Promise<number> {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < AGAIN && least > HANG_MS; i++) least = Math.min(least, await this.upTo(index));
    return least;
  }

  async #begin(): Promise<Batch> {
    const { seed, door, batch } = this.#name;
    return this.#door.begin(new Random(seed, door, batch));
  }

  async #give(batch: Batch, input: Input, index: number): Promise<void> {
    try {
      const given = batch.feed(input);
      if (given !== undefined) await given;
    } catch (error) {
      this.#report(foundIn('fault', this.#name, index, error, input));
    }
    this.#lookForForgotten(index, input);
  }

  #lookForForgotten(index: number, input: Input | undefined): void {
    for (const error of this.#forgotten.take())
      this.#report(
        foundIn('end', this.#name, index, error instanceof Error ? error : new Finding(String(error)), input),
      );
  }
}
