/**
 * Decides when the browser's own player takes over. It buffers more and stretches the music. But it plays on where the
 * page may not: behind a locked screen, or in a starved page. Pure.
 */
import { Recent } from './recent.js';

/** A hidden page whose sound was missed this often in 10 s is starved. */
const STARVED = 5;

export class Elsewhere {
  readonly #missed = new Recent();

  /**
   * @param hidden nobody can see the page
   * @param running the audio context puts out sound
   * @param underruns times that sound was missed, counted since the start
   * @param now whether the browser's player has taken over already
   */
  wanted(hidden: boolean, running: boolean, underruns: number, now: boolean, nowMs: number): boolean {
    const missed = this.#missed.update(underruns, nowMs);
    if (!hidden) return false;
    return now || !running || missed >= STARVED;
  }
}
