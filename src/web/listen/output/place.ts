/** Where the sound is put out: by this page's output, or by the browser's own player while this page may not play. */
import { Elsewhere } from '../elsewhere.js';
import type { Output } from './output.js';

/** What plays elsewhere, and how often sound was missed. */
interface Playing {
  readonly totals: { readonly underruns: number };
  playElsewhere(on: boolean): boolean;
}

export class Place {
  readonly #elsewhere = new Elsewhere();
  /** The browser's own player plays instead of ours. */
  #away = false;

  /** To be called a few times per second. @param listening somebody wants to hear. @param now ms. */
  judge(stream: Playing, output: Output, listening: boolean, now: number): void {
    const hidden = document.visibilityState === 'hidden';
    const { underruns } = stream.totals;
    const wanted = listening && this.#elsewhere.wanted(hidden, output.running, underruns, this.#away, now);
    if (!wanted && !this.#away) return;
    const away = stream.playElsewhere(wanted);
    if (away !== this.#away) output.silence(away);
    this.#away = away;
  }
}
