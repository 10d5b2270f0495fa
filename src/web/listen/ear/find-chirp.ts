/** Finds a chirp in what a microphone heard, by comparing the recording with the chirp at each frame. Pure. */
import { CHIRP_MS, chirpValue } from './chirps.js';

/** The likeness at a chirp is this many times the usual one. In pure noise it hardly ever exceeds five. */
const STANDS_OUT = 7;
/** Of the greatest likeness: what comes as strong as this, but earlier, is the direct sound, and the rest its echo. */
const DIRECT = 0.6;
/** An echo of the room that is louder than the direct sound comes within this time, ms. */
const ECHO_MS = 40;
/** Peaks of one and the same sound lie closer together, ms. */
const LOBE_MS = 0.4;

/** The chirp at this rate, hertz. */
export function chirpSamples(rate: number): Float32Array {
  return Float32Array.from({ length: Math.ceil((CHIRP_MS * rate) / 1000) }, (_, i) => chirpValue((i * 1000) / rate));
}

/**
 * @param heard the part of a recording where the chirp may begin, and one chirp more
 * @param chirp as `chirpSamples` makes it, at the recording's rate
 * @param rate hertz
 * @returns the frame at which the chirp begins, with a fraction; undefined if none stands out of the noise
 */
export function findChirp(heard: Float32Array, chirp: Float32Array, rate: number): number | undefined {
  const likeness = compare(heard, chirp);
  let power = 0;
  let at = 0;
  for (let i = 0; i < likeness.length; i++) {
    power += likeness[i]! ** 2;
    if (likeness[i]! > likeness[at]!) at = i;
  }
  const greatest = likeness[at] ?? 0;
  if (!(greatest > STANDS_OUT * Math.sqrt(power / likeness.length))) return undefined;
  const earliest = Math.max(0, at - Math.round((ECHO_MS * rate) / 1000));
  let first = likeness.findIndex((value, i) => i >= earliest && value >= DIRECT * greatest);
  const lobe = Math.round((LOBE_MS * rate) / 1000);
  for (let i = first; i <= first + lobe; i++) if ((likeness[i] ?? 0) > likeness[first]!) first = i;
  return first + between(likeness[first - 1], likeness[first]!, likeness[first + 1]);
}

/** Likeness of the recording and the chirp at each frame, ≥ 0; a microphone may turn the sound upside down. */
function compare(heard: Float32Array, chirp: Float32Array): Float32Array {
  const likeness = new Float32Array(Math.max(0, heard.length - chirp.length + 1));
  for (let i = 0; i < likeness.length; i++) {
    let sum = 0;
    for (let j = 0; j < chirp.length; j++) sum += heard[i + j]! * chirp[j]!;
    likeness[i] = Math.abs(sum);
  }
  return likeness;
}

/** Where the top of a parabola through three neighbours lies, against the middle one. */
function between(before = 0, middle: number, after = 0): number {
  const bend = before - 2 * middle + after;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
}
