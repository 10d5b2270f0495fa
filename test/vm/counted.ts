import type { Packet } from '../harness/listener.js';

/** Samples of the count before it begins again: see inside/make-count.mjs. */
const COUNT = 20_000;
/** The bus fades in at the start of a stream, over 200 ms at most; only what comes after half a second is judged. */
const FADE_FRAMES = 24_000;

export interface Verdict {
  readonly checked: number;
  readonly wrong: number;
  /** Frames missing between two packets, by their index, and how many of these places carried no flag. */
  readonly lost: number;
  readonly untold: number;
  /**
   * Samples of silence inside the count, and the number of such holes: the player had nothing to play in time. After a
   * hole the count continues exactly where it was.
   */
  readonly silent: number;
  readonly holes: number;
  /** The first places where something is wrong. */
  readonly where: readonly string[];
}

/**
 * The left side must count up by one per sample, the right side be silent; where the index jumps, a flag must say so.
 */
export function checkCount(packets: readonly Packet[]): Verdict {
  let [checked, wrong, lost, untold, silent, holes] = [0, 0, 0, 0, 0, 0];
  const where: string[] = [];
  const begin = packets[0]?.first ?? 0;
  let last: number | undefined;
  let next: number | undefined;
  /** Samples of silence since `last`. */
  let quiet = 0;
  for (const { first, frames, flags, samples } of packets) {
    if (next !== undefined && first !== next) {
      lost += first - next;
      if (flags === 0) untold++;
      last = undefined;
      quiet = 0;
    }
    for (let i = 0; i < frames; i++) {
      const [left, right] = [samples[2 * i]!, samples[2 * i + 1]!];
      if (first + i < begin + FADE_FRAMES) continue;
      if (last === undefined) {
        if (left !== 0) last = left;
        continue;
      }
      checked++;
      if (left === 0 && right === 0) {
        quiet++;
        continue;
      }
      if (left !== (last % COUNT) + 1 || right !== 0) {
        wrong += 1 + quiet;
        if (where.length < 5) where.push(`${last} → ${quiet} × 0 → ${left}/${right} at frame ${first + i}`);
      } else if (quiet > 0) {
        silent += quiet;
        holes++;
      }
      quiet = 0;
      last = left;
    }
    next = first + frames;
  }
  return { checked, wrong: wrong + quiet, lost, untold, silent, holes, where };
}
