/**
 * Drums, cymbals, percussion and click of the demo band. Pure; each call renders one stroke.
 */
import { decay, fadeOut, frames, noise, Resonance, sine } from './sound.js';

/**
 * A skin: a sine whose pitch falls from `bend` times to `hertz`, and which decays within
 * `seconds`. `slap` is the noise of the stick.
 */
export function drum(hertz: number, bend: number, seconds: number, slap: number, seed: number): Float32Array {
  const random = noise(seed);
  const sound = new Float32Array(frames(seconds));
  const fall = decay(seconds);
  const bendFall = decay(0.09);
  const slapFall = decay(0.02);
  let size = 1;
  let extra = bend - 1;
  let stick = slap;
  let turns = 0;
  for (let i = 0; i < sound.length; i++) {
    turns += (hertz * (1 + extra)) / 48_000;
    sound[i] = sine(turns) * size + random() * stick;
    size *= fall;
    extra *= bendFall;
    stick *= slapFall;
  }
  return fadeOut(sound, 0.01);
}

export function snare(seed: number): Float32Array {
  const sound = drum(187, 1.5, 0.22, 0, seed);
  const random = noise(seed + 1);
  const wires = new Resonance(3_800, 5_000);
  const fall = decay(0.2);
  let size = 1;
  for (let i = 0; i < sound.length; i++) {
    sound[i] = 0.55 * sound[i]! + 1.1 * wires.next(random()) * size;
    size *= fall;
  }
  return fadeOut(sound, 0.02);
}

/** Metal: noise around `hertz` that decays within `seconds`, with a soft start of `rise` seconds. */
export function metal(hertz: number, seconds: number, rise: number, seed: number): Float32Array {
  const random = noise(seed);
  const low = new Resonance(hertz, hertz * 0.5);
  const high = new Resonance(Math.min(15_000, hertz * 1.6), hertz * 0.7);
  const sound = new Float32Array(frames(seconds));
  const fall = decay(seconds);
  const riseFrames = Math.max(1, frames(rise));
  let size = 1;
  for (let i = 0; i < sound.length; i++) {
    const x = random();
    sound[i] = (low.next(x) + high.next(x)) * size * Math.min(1, i / riseFrames);
    size *= fall;
  }
  return fadeOut(sound, 0.005);
}

/** A beep of the metronome. */
export function beep(hertz: number): Float32Array {
  const sound = new Float32Array(frames(0.03));
  for (let i = 0; i < sound.length; i++) {
    const place = i / sound.length;
    sound[i] = sine((i * hertz) / 48_000) * Math.sin(Math.PI * place) ** 2;
  }
  return sound;
}
