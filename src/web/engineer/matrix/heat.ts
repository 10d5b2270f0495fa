/** How a level looks in the matrix. Pure. */
import { FLOOR_DB, gainToDb, MAX_DB } from '../../fader/taper.js';

interface CellValues {
  /** Linear. */
  readonly gain: number;
  readonly on: boolean;
  readonly mute: boolean;
}

interface Heat {
  /** 0 not heard … 1: 0 dB, or +12 dB where `hot`. */
  readonly heat: number;
  /** Above 0 dB. */
  readonly hot: boolean;
  readonly silent: boolean;
}

export function heatOf({ gain, on, mute }: CellValues): Heat {
  const db = gainToDb(gain);
  const silent = !on || mute || db < FLOOR_DB;
  if (silent) return { heat: 0, hot: false, silent };
  if (db > 0) return { heat: Math.min(1, 0.4 + (0.6 * db) / MAX_DB), hot: true, silent };
  // People mix between −30 and 0 dB: below, everything looks quiet.
  return { heat: Math.max(0.08, 1 + db / 36), hot: false, silent };
}
