/**
 * Finds where sound can be cut or repeated with the least to be heard: at the distance at which it is most like itself.
 * A tone is cut by whole periods. Pure; allocates nothing.
 */
import type { JitterBuffer } from './jitter-buffer.js';

/** Sound that is compared, around the place of the cut, ms. */
const COMPARED_MS = 5;
/** The first search uses only every third distance and every third frame. */
const COARSE = 3;
/** Likeness that one ms more is worth, when likeness is equal. */
const LONGER_PER_MS = 0.002;
/** Below this energy the sound is silence. */
const SILENCE = 1e-9;

export class Splice {
  /** Frames to skip; negative: to repeat. */
  by = 0;
  /** How much the sound here and there is alike, −1…1. */
  likeness = 0;

  /**
   * Finds the best distance from `least` to `wanted`. Sound must be present `COMPARED_MS / 2` around
   * `position`, and around `position + wanted`.
   * @param wanted frames to skip; negative: to repeat; not 0
   * @param least frames, ≥ 0
   * @param rate frames per second
   */
  find(buffer: JitterBuffer, position: number, wanted: number, least: number, rate: number): void {
    const sign = Math.sign(wanted);
    const longest = Math.abs(wanted);
    const shortest = Math.min(longest, Math.max(1, least));
    const half = Math.round((COMPARED_MS * rate) / 2000);
    const bonus = (LONGER_PER_MS * 1000) / rate;
    let best = longest;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let distance = longest; distance >= shortest; distance -= COARSE) {
      const score = likeness(buffer, position, sign * distance, half, COARSE) + bonus * distance;
      if (score > bestScore) {
        bestScore = score;
        best = distance;
      }
    }
    const centre = best;
    bestScore = Number.NEGATIVE_INFINITY;
    for (let distance = centre + COARSE - 1; distance > centre - COARSE; distance--) {
      if (distance < shortest || distance > longest) continue;
      const score = likeness(buffer, position, sign * distance, half, 1) + bonus * distance;
      if (score > bestScore) {
        bestScore = score;
        best = distance;
      }
    }
    this.by = sign * best;
    this.likeness = bestScore - bonus * best;
  }
}

/** Normalised correlation, −1…1, of the sound around `position` and `distance` frames later; 1 for silence. */
function likeness(buffer: JitterBuffer, position: number, distance: number, half: number, stride: number): number {
  const { left, right, mask } = buffer;
  let product = 0;
  let here = 0;
  let there = 0;
  for (let i = -half; i < half; i += stride) {
    const a = (position + i) & mask;
    const b = (position + i + distance) & mask;
    product += left[a]! * left[b]! + right[a]! * right[b]!;
    here += left[a]! * left[a]! + right[a]! * right[a]!;
    there += left[b]! * left[b]! + right[b]! * right[b]!;
  }
  const energy = here * there;
  return energy > SILENCE ** 2 ? product / Math.sqrt(energy) : 1;
}
