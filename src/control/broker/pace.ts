/**
 * The speed at which one client's commands are worked through: none is refused or overtakes another, but a flood waits, and with
 * it the reading of its connection, so that everybody else's commands find their turn. Main thread.
 */
import { type BucketSize, TokenBucket } from '../../audio/token-bucket.js';

/** A page sends 30 a second while a fader is dragged, and many at once only after a reconnect. */
export const COMMANDS: BucketSize = { burst: 1000, perSecond: 500 };
/** A command costs one, and one more for each so many bytes: a whole mix is more work than a fader. */
const BYTES_PER_COST = 1024;
export const costOf = (bytes: number): number => 1 + Math.floor(bytes / BYTES_PER_COST);
/** Commands of one client in one turn of the loop. */
export const PER_TURN = 16;
/** As soon as so many wait, the client is read no further until all of them are done. */
export const MAX_HELD = 64;

export class Pace {
  readonly #budget = new TokenBucket(COMMANDS);
  #held: { readonly job: () => void; readonly cost: number }[] = [];
  #inTurn = 0;
  #timer: NodeJS.Timeout | undefined;
  #reading = true;
  readonly #onReading: (reading: boolean) => void;

  /** `onReading` is told whether the client is to be read on. */
  constructor(onReading: (reading: boolean) => void) {
    this.#onReading = onReading;
  }

  /** Runs `job` now, or in its order as soon as the pace allows. `cost`: see `costOf`. */
  run(job: () => void, cost: number): void {
    if (this.#held.length > 0 || !this.#mayRun(cost)) this.#held.push({ job, cost });
    else job();
    if (this.#reading && this.#held.length >= MAX_HELD) this.#read(false);
  }

  /** The connection is gone: what still waits was never acknowledged, and is sent again by whoever wants it done. */
  drop(): void {
    this.#held = [];
    clearTimeout(this.#timer);
  }

  #mayRun(cost: number): boolean {
    if (this.#inTurn === PER_TURN) return false;
    const waitMs = this.#budget.take(performance.now(), cost);
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#drain(), waitMs);
      return false;
    }
    if (this.#inTurn++ === 0) setImmediate(() => this.#turnOver());
    return true;
  }

  #turnOver(): void {
    this.#inTurn = 0;
    this.#drain();
  }

  #drain(): void {
    clearTimeout(this.#timer);
    let done = 0;
    while (done < this.#held.length && this.#mayRun(this.#held[done]!.cost)) this.#held[done++]!.job();
    this.#held.splice(0, done);
    if (!this.#reading && this.#held.length === 0) this.#read(true);
  }

  #read(reading: boolean): void {
    this.#reading = reading;
    this.#onReading(reading);
  }
}
