/** What the keys of a pedal and the programs of MIDI mean for the setlist. Pure. */

import type { SongStep } from '../../control/control.js';

/** The last two programs step; the others are songs, program 0 the first. */
const PREVIOUS_PROGRAM = 126;
const NEXT_PROGRAM = 127;

/** The kernel's codes: Page Up and Down, the arrows. Page turners send one pair or another. */
const KEYS: ReadonlyMap<number, SongStep> = new Map<number, SongStep>([
  [104, 'previous'],
  [103, 'previous'],
  [105, 'previous'],
  [109, 'next'],
  [108, 'next'],
  [106, 'next'],
  // F1 … F10, F11, F12: the first twelve songs.
  ...Array.from({ length: 10 }, (_, n) => [59 + n, n] as const),
  [87, 10],
  [88, 11],
]);

export const stepOfKey = (code: number): SongStep | undefined => KEYS.get(code);

export function stepOfProgram(program: number): SongStep {
  if (program === NEXT_PROGRAM) return 'next';
  return program === PREVIOUS_PROGRAM ? 'previous' : program;
}
