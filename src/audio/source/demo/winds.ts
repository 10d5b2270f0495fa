/**
 * Sustained instruments of the demo band: electric piano, saxophone, voices. Pure.
 */

import type { Vowel } from './score.js';
import { decay, frames, hertz, look, noise, Resonance, sine, wave } from './sound.js';

/**
 * Rises over `attack` seconds, stays, and falls to silence over `release` seconds at the end.
 * Smoothstep curves, so no corner is heard.
 */
function envelope(i: number, length: number, attack: number, release: number): number {
  const rise = Math.min(1, i / (attack * 48_000));
  const fall = Math.min(1, (length - 1 - i) / (release * 48_000));
  return rise * rise * (3 - 2 * rise) * (fall * fall * (3 - 2 * fall));
}

/** Electric piano: one sine modulates another, less and less. */
export function piano(pitch: number, seconds: number): Float32Array {
  const pitchHz = hertz(pitch);
  const sound = new Float32Array(frames(seconds + 0.15));
  const fall = decay(4);
  const fallTine = decay(0.4);
  const fallBody = decay(2);
  let size = 1;
  let tine = 0.12;
  let body = 0.25;
  for (let i = 0; i < sound.length; i++) {
    const turns = (i * pitchHz) / 48_000;
    const bent = turns + 2 + body * sine(turns) + tine * sine(turns * 14);
    sound[i] = sine(bent) * size * envelope(i, sound.length, 0.003, 0.15);
    size *= fall;
    tine *= fallTine;
    body *= fallBody;
  }
  return sound;
}

/** Saxophone: a reed with breath noise, and a vibrato that starts late. */
export function sax(pitch: number, seconds: number, seed: number): Float32Array {
  const pitchHz = hertz(pitch);
  const reed = wave(pitchHz, (h) => 1 / (h + 0.2 * h * h));
  const random = noise(seed);
  const bell = new Resonance(1_100, 900);
  const sound = new Float32Array(frames(seconds + 0.06));
  let turns = 0;
  for (let i = 0; i < sound.length; i++) {
    const time = i / 48_000;
    const vibrato = 0.006 * Math.min(1, Math.max(0, (time - 0.15) / 0.2)) * sine(time * 5.2);
    const scoop = -0.03 * Math.exp(-time * 40);
    turns += (pitchHz * (1 + vibrato + scoop)) / 48_000;
    const x = look(reed, turns) + 0.05 * random();
    sound[i] = (0.5 * x + bell.next(x)) * envelope(i, sound.length, 0.03, 0.06);
  }
  return sound;
}

/** Centres (Hz) and levels of the first four formants. */
const FORMANTS: Readonly<Record<Vowel, readonly (readonly [number, number])[]>> = {
  a: [
    [850, 1],
    [1_220, 0.5],
    [2_810, 0.18],
    [3_700, 0.1],
  ],
  e: [
    [610, 1],
    [2_330, 0.3],
    [2_990, 0.2],
    [3_900, 0.1],
  ],
  i: [
    [370, 1],
    [2_790, 0.22],
    [3_310, 0.18],
    [4_000, 0.08],
  ],
  o: [
    [590, 1],
    [920, 0.5],
    [2_710, 0.1],
    [3_600, 0.06],
  ],
  u: [
    [450, 1],
    [800, 0.35],
    [2_670, 0.06],
    [3_500, 0.03],
  ],
};

/** A voice on one vowel. `tune`, in cents, detunes the singers of one part against each other. */
export function voice(pitch: number, seconds: number, vowel: Vowel, tune: number, seed: number): Float32Array {
  const pitchHz = hertz(pitch + tune / 100);
  const throat = wave(pitchHz, (h) => 1 / h ** 1.3);
  const formants = FORMANTS[vowel].map(([centre, size]) => ({
    filter: new Resonance(Math.max(centre, pitchHz), 60 + centre * 0.06),
    size,
  }));
  const random = noise(seed);
  const sound = new Float32Array(frames(seconds + 0.1));
  const rate = 5 + 0.4 * random();
  let turns = 0;
  for (let i = 0; i < sound.length; i++) {
    const time = i / 48_000;
    const vibrato = 0.008 * Math.min(1, Math.max(0, (time - 0.2) / 0.3)) * sine(time * rate);
    const scoop = -0.02 * Math.exp(-time * 30);
    turns += (pitchHz * (1 + vibrato + scoop)) / 48_000;
    const x = look(throat, turns) + 0.03 * random();
    let sum = 0;
    for (const { filter, size } of formants) sum += filter.next(x) * size;
    sound[i] = (sum + 0.12 * x) * envelope(i, sound.length, 0.05, 0.09);
  }
  return sound;
}
