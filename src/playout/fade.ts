/**
 * Raised-cosine fades. Pure.
 */

/**
 * Length of every fade and cross-fade of playout, ms. Long enough that a full-scale edge does
 * not click, short enough not to be noticed.
 */
export const FADE_MS = 5;

/** Gains that rise from above 0 to below 1 over `frames` frames: `w[i] = sin²(π(i+½)/2N)`; `w[i] + w[N−1−i] = 1`. */
export function raisedCosine(frames: number): Float32Array {
  const gains = new Float32Array(frames);
  for (let i = 0; i < frames; i++) gains[i] = Math.sin((Math.PI * (i + 0.5)) / (2 * frames)) ** 2;
  return gains;
}
