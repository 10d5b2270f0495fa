/**
 * Renders the demo band's loops, one per channel, from score and instruments. Pure.
 * It takes about a second on a small board.
 */
import { beep, drum, metal, snare } from './drums.js';
import {
  BACKING_BARS,
  BAR,
  BARS,
  bassLine,
  COMP,
  CONGAS,
  CRASH,
  DRUM_BARS,
  HARMONY,
  HAT,
  type Hit,
  KICK,
  MELODY,
  OPEN_HAT,
  PERCUSSION_BARS,
  SAX,
  SHAKER,
  SIXTEENTH,
  SNARE,
  STABS,
  STRUM,
  TOMS,
} from './score.js';
import { frames, lay, sine } from './sound.js';
import { bass, darken, drive, pluck } from './strings.js';
import { piano, sax, voice } from './winds.js';

/** Seconds per number of sixteenths. */
const seconds = (sixteenths: number): number => (sixteenths * SIXTEENTH) / 48_000;
const place = (bar: number, sixteenth: number): number => bar * BAR + sixteenth * SIXTEENTH;
const loopOf = (bars: number): Float32Array => new Float32Array(bars * BAR);

/** The strokes of a pattern. A few takes of the sound alternate, so that no two neighbours are the same. */
function strokes(
  loop: Float32Array,
  pattern: readonly (readonly Hit[])[],
  takes: readonly Float32Array[],
  shift = 0,
): void {
  let take = 0;
  pattern.forEach((bar, index) => {
    for (const { at, level } of bar) lay(loop, place(index, at) + shift, takes[take++ % takes.length]!, level);
  });
}

/** Keeps what has been rendered, so that a repeated note costs nothing. `variant` is a length, a tuning … */
function remember(
  make: (pitch: number, variant: number) => Float32Array,
): (pitch: number, variant?: number) => Float32Array {
  const played = new Map<string, Float32Array>();
  return (pitch, variant = 0) => {
    const key = `${pitch} ${variant}`;
    const sound = played.get(key) ?? make(pitch, variant);
    played.set(key, sound);
    return sound;
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export function kick(): Float32Array {
  const loop = loopOf(DRUM_BARS);
  strokes(loop, KICK, [drum(52, 3.2, 0.4, 0.35, 1)]);
  return loop;
}

/** Rendered when the band is first played: a box with another source describes the band without playing it. */
const snares = once(() => [snare(11), snare(13), snare(15)]);
const closedHats = once(() => [21, 22, 23, 24].map((seed) => metal(8_500, 0.07, 0, seed)));
const openHats = once(() => [metal(8_000, 0.35, 0, 25)]);

export function snareDrum(): Float32Array {
  const loop = loopOf(DRUM_BARS);
  strokes(loop, SNARE, snares());
  return loop;
}

export function hats(): Float32Array {
  const loop = loopOf(DRUM_BARS);
  strokes(loop, HAT, closedHats());
  strokes(loop, OPEN_HAT, openHats());
  return loop;
}

export function toms(): Float32Array {
  const loop = loopOf(DRUM_BARS);
  for (const { at, level, hertz } of TOMS) {
    lay(loop, place(DRUM_BARS - 1, at), drum(hertz, 1.5, 0.5, 0.15, hertz), level);
  }
  return loop;
}

/** One of the two overhead microphones: everything from afar, with the near side louder and earlier. */
export function overhead(side: 'left' | 'right'): Float32Array {
  const near = side === 'left';
  const loop = loopOf(DRUM_BARS);
  strokes(loop, CRASH, [metal(6_200, 2.4, 0.004, near ? 31 : 32)], near ? 0 : 40);
  scaled(loop, 0.5, (own) => strokes(own, SNARE, snares(), near ? 90 : 110));
  scaled(loop, near ? 0.6 : 0.35, (own) => {
    strokes(own, HAT, closedHats(), near ? 60 : 130);
    strokes(own, OPEN_HAT, openHats(), near ? 60 : 130);
  });
  scaled(loop, near ? 0.2 : 0.35, (own) => {
    for (const { at, level, hertz } of TOMS) {
      lay(own, place(DRUM_BARS - 1, at) + 100, drum(hertz, 1.5, 0.5, 0.15, hertz), level);
    }
  });
  return loop;
}

/** Adds `part`, rendered on its own loop, scaled by `size`. */
function scaled(loop: Float32Array, size: number, part: (own: Float32Array) => void): void {
  const own = new Float32Array(loop.length);
  part(own);
  lay(loop, 0, own, size);
}

export function bassGuitar(): Float32Array {
  const loop = loopOf(BARS);
  const note = remember((pitch, length) => bass(pitch, seconds(length)));
  HARMONY.forEach((chord, bar) => {
    for (const { at, length, pitch, level } of bassLine(chord, HARMONY[(bar + 1) % BARS]!)) {
      lay(loop, place(bar, at), note(pitch, length), level);
    }
  });
  return loop;
}

export function electricGuitar(): Float32Array {
  const loop = loopOf(BARS);
  const string = remember((pitch) => darken(drive(pluck(pitch, 0.3, 0.45, pitch), 3), 3_500));
  HARMONY.forEach((chord, bar) => {
    for (const { at, level } of STABS) {
      chord.strings.slice(2).forEach((pitch, index) => {
        lay(loop, place(bar, at) + index * frames(0.002), string(pitch + 12), level);
      });
    }
  });
  return loop;
}

export function acousticGuitar(): Float32Array {
  const loop = loopOf(BARS);
  const string = remember((pitch) => pluck(pitch, 1.6, 0.55, 100 + pitch));
  HARMONY.forEach((chord, bar) => {
    const struck = chord.strings.filter((pitch) => pitch > 0);
    for (const { at, level, up } of STRUM) {
      (up ? struck.slice(-4).reverse() : struck).forEach((pitch, index) => {
        lay(loop, place(bar, at) + index * frames(0.009), string(pitch), level);
      });
    }
  });
  return loop;
}

/** Electric piano, with a tremolo that moves from side to side twice a beat, so it closes with the loop. */
export function keys(side: 'left' | 'right'): Float32Array {
  const loop = loopOf(BARS);
  const note = remember((pitch, length) => piano(pitch, seconds(length)));
  HARMONY.forEach((chord, bar) => {
    for (const { at, length, level } of COMP) {
      for (const pitch of chord.keys) lay(loop, place(bar, at), note(pitch, length), level);
    }
  });
  const sign = side === 'left' ? 1 : -1;
  for (let i = 0; i < loop.length; i++) loop[i]! *= 0.75 + 0.25 * sign * sine(i / (2 * SIXTEENTH));
  return loop;
}

export function saxophone(): Float32Array {
  const loop = loopOf(BARS);
  SAX.forEach((bar, index) => {
    for (const { at, length, pitch, level } of bar) {
      lay(loop, place(index, at), sax(pitch, seconds(length), pitch + at), level);
    }
  });
  return loop;
}

export function leadVoice(): Float32Array {
  const loop = loopOf(BARS);
  MELODY.forEach((bar, index) => {
    for (const { at, length, pitch, vowel, level } of bar) {
      lay(loop, place(index, at), voice(pitch, seconds(length) - 0.06, vowel, 0, index * 16 + at), level);
    }
  });
  return loop;
}

export function backingVoices(): Float32Array {
  const loop = loopOf(BARS);
  const singer = remember((pitch, tune) => voice(pitch, seconds(15), 'u', tune, pitch * 20 + tune));
  for (const bar of BACKING_BARS) {
    for (const pitch of HARMONY[bar]!.voices) {
      for (const tune of [-7, 6]) lay(loop, place(bar, 0), singer(pitch, tune), 1);
    }
  }
  return loop;
}

export function percussion(): Float32Array {
  const loop = loopOf(PERCUSSION_BARS);
  const grains = [41, 42, 43].map((seed) => metal(6_500, 0.06, 0.012, seed));
  strokes(loop, Array(PERCUSSION_BARS).fill(SHAKER), grains);
  CONGAS.forEach((bar, index) => {
    for (const { at, level, hertz } of bar) {
      lay(loop, place(index, at), drum(hertz, 1.15, 0.25, 0.2, hertz), 1.3 * level);
    }
  });
  return loop;
}

/** One bar of metronome; the first beat is higher. */
export function click(): Float32Array {
  const loop = loopOf(1);
  for (let beat = 0; beat < 4; beat++) lay(loop, place(0, beat * 4), beep(beat === 0 ? 1_600 : 1_000), 1);
  return loop;
}
