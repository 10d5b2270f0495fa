/**
 * Plucked strings of the demo band, after Karplus and Strong. Noise runs round a loop as long as one
 * cycle, and is smoothed in every turn. Pure.
 */
import { decay, fadeOut, frames, hertz, look, noise, wave } from './sound.js';

/** One string. `bright` 0…1: how hard it is plucked. `damp` shortens it (1 = rings `seconds`). */
export function pluck(pitch: number, seconds: number, bright: number, seed: number): Float32Array {
  const random = noise(seed);
  const period = 48_000 / hertz(pitch);
  const whole = Math.floor(period - 0.5);
  // Smoothing delays by half a sample; an all-pass supplies the rest of the period.
  const rest = period - 0.5 - whole;
  const tune = (1 - rest) / (1 + rest);
  const line = new Float32Array(whole);
  let smooth = 0;
  for (let i = 0; i < whole; i++) {
    smooth += (random() - smooth) * (0.15 + 0.8 * bright);
    line[i] = smooth;
  }
  const loss = decay(seconds) ** period;
  const sound = new Float32Array(frames(seconds));
  let at = 0;
  let before = 0;
  let lastIn = 0;
  let lastOut = 0;
  for (let i = 0; i < sound.length; i++) {
    const x = line[at]!;
    sound[i] = x;
    const average = 0.5 * (x + before) * loss;
    before = x;
    const tuned = tune * (average - lastOut) + lastIn;
    lastIn = average;
    lastOut = tuned;
    line[at] = tuned;
    if (++at === whole) at = 0;
  }
  return fadeOut(sound, Math.min(0.05, seconds / 4));
}

/** Soft overdrive. */
export function drive(sound: Float32Array, amount: number): Float32Array {
  for (let i = 0; i < sound.length; i++) sound[i] = Math.tanh(amount * sound[i]!);
  return sound;
}

/** A loudspeaker that damps everything above `hertz`. */
export function darken(sound: Float32Array, hertz: number): Float32Array {
  const share = 1 - Math.exp((-2 * Math.PI * hertz) / 48_000);
  let out = 0;
  for (let i = 0; i < sound.length; i++) {
    out += (sound[i]! - out) * share;
    sound[i] = out;
  }
  return sound;
}

/** An electric bass: a few harmonics, of which the higher ones decay first. */
export function bass(pitch: number, seconds: number): Float32Array {
  const pitchHz = hertz(pitch);
  const dark = wave(pitchHz, (h) => (h <= 3 ? [1, 0.5, 0.2][h - 1]! : 0));
  const bright = wave(pitchHz, (h) => (h >= 2 && h <= 14 ? 0.7 / h : 0));
  const sound = new Float32Array(frames(seconds + 0.05));
  const fall = decay(2.5);
  const fallBright = decay(0.5);
  let size = 1;
  let sheen = 1;
  for (let i = 0; i < sound.length; i++) {
    const turns = (i * pitchHz) / 48_000;
    sound[i] = (look(dark, turns) * size + look(bright, turns) * sheen) * Math.min(1, i / 150);
    size *= fall;
    sheen *= fallBright;
  }
  return fadeOut(sound, 0.05);
}
