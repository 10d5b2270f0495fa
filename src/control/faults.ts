/**
 * Faults of the box itself that a barrier caught: counted, and logged at a bounded pace, so that a message that hits
 * one a thousand times a second fills no log. Main thread.
 */
import { type FaultSink, faultText } from '../audio/barrier.js';
import { TokenBucket } from '../audio/token-bucket.js';

/** Lines at once, and a second after that. */
const LINES = { burst: 20, perSecond: 0.2 };

export class Faults {
  /** How often a barrier caught something since the start. */
  count = 0;
  readonly #lines = new TokenBucket(LINES);
  readonly #log: (line: string) => void;
  #unsaid = 0;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** For `barrier`. Never throws. */
  readonly sink: FaultSink = (door, error) => {
    this.count++;
    if (this.#lines.take(performance.now()) > 0) {
      this.#unsaid++;
      return;
    }
    const more = this.#unsaid === 0 ? '' : ` (and ${this.#unsaid} faults before it that are not shown)`;
    this.#unsaid = 0;
    this.#log(`control: ${door}${more}: ${faultText(error)}`);
  };
}
