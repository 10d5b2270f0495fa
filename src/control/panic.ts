/**
 * Panic: everybody's sound muted or dimmed at once, until an engineer lifts it. It lies over the mixes where they are
 * handed to the audio side, like trim: the mixes keep their numbers, so that lifting it brings everybody back to
 * where he is by then, a restart in between included. Pure.
 */
import type { Draft } from './draft.js';
import { ControlError } from './errors.js';
import type { PanicLevel, Reader } from './state.js';
import { BOX } from './state.js';

/** What each level leaves of the master, linear: dim is 20 dB down. */
const FACTORS: Readonly<Record<PanicLevel, number>> = { dim: 0.1, mute: 0 };

export const isPanicLevel = (value: unknown): value is PanicLevel => value === 'dim' || value === 'mute';

/** Linear factor over every master; exactly 1 when there is no panic. */
export function panicFactor(reader: Reader): number {
  const panic = reader.get('panic', BOX);
  return panic ? FACTORS[panic.level] : 1;
}

/** `cmd/panic`: another level, or `off`. The row is there while it is on, and no longer. */
export function setPanic(draft: Draft, level: unknown): void {
  if (level === 'off') draft.remove('panic', BOX);
  else if (isPanicLevel(level))
    draft.put('panic', BOX, { level, by: draft.actor.uuid, name: draft.actor.name, at: draft.at });
  else
    throw new ControlError('bad_value', 'level takes "mute", "dim" or "off"', {
      path: 'level',
      allowed: ['mute', 'dim', 'off'],
    });
}

/** `sb/1/box/panic`. */
export function panicView(reader: Reader): Record<string, unknown> {
  const { rev } = reader.get('meta', BOX)!;
  return { rev, ...(reader.get('panic', BOX) ?? { level: 'off', by: null, name: null, at: null }) };
}
