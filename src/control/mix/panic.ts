/**
 * Panic: mutes or dims everybody's sound at once, until an engineer lifts it. Like trim, it is applied where mixes are
 * handed to the audio side, so the mixes keep their numbers. When it is lifted, everybody hears their mix as it is by
 * then. A restart in between does not lift it. Pure.
 */

import type { PanicState } from '../../wire/messages.js';
import type { Draft } from '../state/draft.js';
import type { PanicLevel, Reader } from '../state/state.js';
import { BOX } from '../state/state.js';

/** What each level leaves of the master, linear: dim is 20 dB down. */
const FACTORS: Readonly<Record<PanicLevel, number>> = { dim: 0.1, mute: 0 };

/** Linear factor on every master; exactly 1 without a panic. */
export function panicFactor(reader: Reader): number {
  const panic = reader.get('panic', BOX);
  return panic ? FACTORS[panic.level] : 1;
}

/** `cmd/panic`: sets a level, or lifts it (`off`). The row exists only while panic is on. */
export function setPanic(draft: Draft, level: PanicLevel | 'off'): void {
  if (level === 'off') draft.remove('panic', BOX);
  else draft.put('panic', BOX, { level, by: draft.actor.uuid, name: draft.actor.name, at: draft.at });
}

/** The body of `sb/1/box/panic`. */
export function panicView(reader: Reader): PanicState {
  const { rev } = reader.get('meta', BOX)!;
  return { rev, ...(reader.get('panic', BOX) ?? { level: 'off', by: null, name: null, at: null }) };
}
