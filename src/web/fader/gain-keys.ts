/**
 * Keys on a fader. No key alone changes a level by more than 6 dB: the ends, and 0 dB from afar, take Shift. Pure.
 */
import { gainToDb, MAX_GAIN, stepGain } from './taper.js';

/** The largest step of one key, dB. */
const LARGEST_DB = 6;

/**
 * Level after a key; undefined for a key that a fader does not know. Arrows move 1 dB, with Shift a tenth. Page keys
 * move 6 dB. `0` goes to 0 dB, by at most 6 dB at a time. Shift with `0`, Home or End goes there at once.
 */
export function gainByKey(key: string, shift: boolean, gain: number): number | undefined {
  const step = shift ? 0.1 : 1;
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return stepGain(gain, step);
    case 'ArrowDown':
    case 'ArrowLeft':
      return stepGain(gain, -step);
    case 'PageUp':
      return stepGain(gain, LARGEST_DB);
    case 'PageDown':
      return stepGain(gain, -LARGEST_DB);
    case 'Home':
      return shift ? 0 : undefined;
    case 'End':
      return shift ? MAX_GAIN : undefined;
    case '0':
      return shift ? 1 : towardsUnity(gain);
    default:
      return undefined;
  }
}

/** 0 dB, or at most 6 dB closer to it. */
export function towardsUnity(gain: number): number {
  const away = gainToDb(gain);
  return Math.abs(away) <= LARGEST_DB ? 1 : stepGain(gain, away < 0 ? LARGEST_DB : -LARGEST_DB);
}
