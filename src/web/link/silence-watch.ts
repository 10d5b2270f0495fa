/** Decides from the times of pings and messages whether an open connection still answers. Pure. */

/** A ping goes out after this long without a message, ms. A box whose meters are watched sends 15 messages a second. */
const PING_AFTER_MS = 750;
/**
 * A ping without an answer for this long means silence, ms. Only the ping
 * counts: a page that stood still has not yet read what came meanwhile.
 */
const ANSWER_MS = 600;
/** Shortest wait for an answer before a silent connection is given up, ms. */
const LAST_CHANCE_MS = 1500;
/** Shortest time without any message before a silent connection is given up, ms. */
const DEAD_AFTER_MS = 6000;

/** `ping`: send a ping now · `silent`: the box does not answer · `dead`: give the connection up. */
export type Silence = 'none' | 'ping' | 'silent' | 'dead';

export class SilenceWatch {
  #heardAt = 0;
  /** When the unanswered ping went out; undefined without one. */
  #pingedAt: number | undefined;

  /** A connection was opened, or a message came. `now` in ms. */
  heard(now: number): void {
    this.#heardAt = now;
    this.#pingedAt = undefined;
  }

  /** One check, several per second. After `ping` the caller sends the ping. */
  check(now: number): Silence {
    const silentMs = now - this.#heardAt;
    if (this.#pingedAt === undefined) {
      if (silentMs < PING_AFTER_MS) return 'none';
      this.#pingedAt = now;
      return 'ping';
    }
    const waitedMs = now - this.#pingedAt;
    if (silentMs > DEAD_AFTER_MS && waitedMs > LAST_CHANCE_MS) return 'dead';
    return waitedMs >= ANSWER_MS ? 'silent' : 'none';
  }
}
