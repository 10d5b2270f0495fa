/**
 * Counts the box's own faults that barriers caught, and logs them at a bounded rate. A message that causes a fault a
 * thousand times a second does not fill the log. Main thread.
 */
import { type FaultSink, faultText } from '../../base/barrier.js';
import { TokenBucket } from '../../base/token-bucket.js';

/** Log lines: a burst, then a rate per second. */
const LINES = { burst: 20, perSecond: 0.2 };

export class Faults {
  /** Faults caught since the start. */
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
