/**
 * The demo band's score: eight bars of 4/4 in A minor at 100 beats a minute, repeated. Pure data. Times are sixteenths
 * from the start of a bar, pitches are MIDI numbers (69 = A4 = 440 Hz), levels are 0…1.
 */

export const SAMPLE_RATE = 48_000;
const BEATS_PER_MINUTE = 100;
/** Frames of a sixteenth. It is a whole number, so every note starts on a sample and the loop closes on one. */
export const SIXTEENTH = (SAMPLE_RATE * 60) / BEATS_PER_MINUTE / 4;
export const BAR = 16 * SIXTEENTH;
export const BARS = 8;

export type Vowel = 'a' | 'e' | 'i' | 'o' | 'u';

export interface Hit {
  readonly at: number;
  readonly level: number;
}

export interface Note extends Hit {
  readonly length: number;
  readonly pitch: number;
}

export interface Syllable extends Note {
  readonly vowel: Vowel;
}

/** One bar of harmony: the note of the bass, the fifth above it, and the voicings of keys and guitars. */
export interface Chord {
  readonly root: number;
  readonly fifth: number;
  readonly keys: readonly number[];
  /** Six strings, lowest first; 0 = not struck. */
  readonly strings: readonly number[];
  readonly voices: readonly [number, number];
}

const AM7: Chord = { root: 33, fifth: 40, keys: [57, 60, 64, 67], strings: [0, 45, 52, 57, 60, 64], voices: [60, 64] };
const FMAJ7: Chord = {
  root: 29,
  fifth: 36,
  keys: [53, 57, 60, 64],
  strings: [41, 48, 53, 57, 60, 64],
  voices: [60, 65],
};
const C: Chord = { root: 36, fifth: 43, keys: [55, 60, 62, 64], strings: [0, 48, 52, 55, 60, 64], voices: [60, 67] };
const G: Chord = { root: 31, fifth: 38, keys: [55, 59, 62, 67], strings: [43, 47, 50, 55, 59, 67], voices: [59, 62] };
const DM7: Chord = { root: 38, fifth: 45, keys: [53, 57, 60, 62], strings: [0, 0, 50, 57, 60, 65], voices: [57, 65] };

export const HARMONY: readonly Chord[] = [AM7, FMAJ7, C, G, AM7, FMAJ7, DM7, G];

const hits = (level: number, ...at: readonly number[]): Hit[] => at.map((sixteenth) => ({ at: sixteenth, level }));

// Drums: three bars of groove, then a bar that ends in a fill.
export const DRUM_BARS = 4;
const GROOVE_KICK = [...hits(1, 0, 8), ...hits(0.8, 7, 10)];
const GROOVE_SNARE = [...hits(1, 4, 12), ...hits(0.18, 7, 9, 15)];
const GROOVE_HAT = [...hits(1, 0, 4, 8, 12), ...hits(0.6, 2, 6, 10), ...hits(0.3, 3, 11)];

export const KICK: readonly (readonly Hit[])[] = [GROOVE_KICK, GROOVE_KICK, GROOVE_KICK, hits(1, 0, 6)];
export const SNARE: readonly (readonly Hit[])[] = [
  GROOVE_SNARE,
  GROOVE_SNARE,
  GROOVE_SNARE,
  [...hits(1, 4, 8, 9), ...hits(0.7, 10)],
];
export const HAT: readonly (readonly Hit[])[] = [GROOVE_HAT, GROOVE_HAT, GROOVE_HAT, hits(0.8, 0, 2, 4, 6)];
export const OPEN_HAT: readonly (readonly Hit[])[] = [hits(0.8, 14), hits(0.8, 14), hits(0.8, 14), []];
export const CRASH: readonly (readonly Hit[])[] = [hits(1, 0), [], [], []];
/** Pitch in hertz, falling through the fill. */
export const TOMS: readonly { at: number; level: number; hertz: number }[] = [
  { at: 11, level: 0.9, hertz: 160 },
  { at: 12, level: 0.9, hertz: 160 },
  { at: 13, level: 1, hertz: 118 },
  { at: 14, level: 1, hertz: 118 },
  { at: 15, level: 1, hertz: 82 },
];

/** The bass line of one bar; the last note leads into the next root. */
export function bassLine(chord: Chord, next: Chord): Note[] {
  return [
    { at: 0, length: 3, pitch: chord.root, level: 1 },
    { at: 3, length: 2, pitch: chord.root, level: 0.75 },
    { at: 6, length: 2, pitch: chord.root + 12, level: 0.85 },
    { at: 8, length: 2, pitch: chord.root, level: 0.95 },
    { at: 10, length: 3, pitch: chord.fifth, level: 0.8 },
    { at: 14, length: 2, pitch: next.root + (next.root > chord.root ? -2 : 2), level: 0.8 },
  ];
}

/** Strokes of the acoustic guitar: down and up. */
export const STRUM: readonly (Hit & { up: boolean })[] = [
  { at: 0, level: 1, up: false },
  { at: 4, level: 0.7, up: false },
  { at: 6, level: 0.55, up: true },
  { at: 10, level: 0.6, up: true },
  { at: 12, level: 0.8, up: false },
  { at: 14, level: 0.55, up: true },
];

/** Short chords of the electric guitar. */
export const STABS: readonly Hit[] = [...hits(1, 2, 10), ...hits(0.7, 5, 13), ...hits(0.5, 14)];

/** Chords of the electric piano. */
export const COMP: readonly { at: number; length: number; level: number }[] = [
  { at: 0, length: 9, level: 1 },
  { at: 10, length: 5, level: 0.7 },
];

const sung = (at: number, length: number, pitch: number, vowel: Vowel, level = 1): Syllable => ({
  at,
  length,
  pitch,
  vowel,
  level,
});

/** The song, bar by bar. */
export const MELODY: readonly (readonly Syllable[])[] = [
  [sung(2, 2, 69, 'e'), sung(4, 4, 72, 'a'), sung(8, 2, 71, 'i'), sung(10, 6, 69, 'o')],
  [sung(0, 3, 67, 'e'), sung(3, 8, 69, 'a')],
  [sung(2, 2, 67, 'i'), sung(4, 4, 64, 'a'), sung(8, 2, 62, 'e'), sung(10, 6, 64, 'o')],
  [sung(0, 3, 62, 'a'), sung(3, 3, 59, 'o')],
  [sung(2, 2, 69, 'e'), sung(4, 4, 72, 'a'), sung(8, 2, 74, 'i'), sung(10, 6, 76, 'a')],
  [sung(0, 4, 72, 'e'), sung(4, 7, 69, 'o')],
  [sung(2, 2, 65, 'i'), sung(4, 4, 69, 'a'), sung(8, 4, 67, 'e'), sung(12, 4, 65, 'o')],
  [sung(0, 7, 67, 'a')],
];

const blown = (at: number, length: number, pitch: number, level = 0.9): Note => ({ at, length, pitch, level });

/** The saxophone's answers in the pauses of the voice. */
export const SAX: readonly (readonly Note[])[] = [
  [],
  [blown(11, 1, 69), blown(12, 1, 72), blown(13, 1, 74), blown(14, 2, 76, 1)],
  [],
  [blown(6, 2, 74), blown(8, 1, 76), blown(9, 1, 79), blown(10, 2, 76), blown(12, 1, 74), blown(13, 3, 71)],
  [],
  [blown(11, 1, 72), blown(12, 2, 76), blown(14, 2, 74)],
  [],
  [blown(7, 1, 67), blown(8, 1, 69), blown(9, 1, 71), blown(10, 2, 74), blown(12, 1, 76), blown(13, 3, 79, 1)],
];

/** Bars in which the backing voices sing the chord. */
export const BACKING_BARS: readonly number[] = [2, 3, 4, 5, 6, 7];

/** Percussion: two bars. Congas by pitch in hertz. */
export const PERCUSSION_BARS = 2;
export const SHAKER: readonly Hit[] = Array.from({ length: 16 }, (_, at) => ({
  at,
  level: [1, 0.35, 0.65, 0.4][at % 4]!,
}));
export const CONGAS: readonly (readonly (Hit & { hertz: number })[])[] = [
  [
    { at: 3, level: 0.8, hertz: 310 },
    { at: 6, level: 1, hertz: 205 },
    { at: 7, level: 0.8, hertz: 205 },
    { at: 11, level: 0.6, hertz: 310 },
  ],
  [
    { at: 2, level: 0.6, hertz: 310 },
    { at: 3, level: 0.8, hertz: 310 },
    { at: 6, level: 1, hertz: 205 },
    { at: 14, level: 0.9, hertz: 205 },
    { at: 15, level: 0.9, hertz: 310 },
  ],
];
