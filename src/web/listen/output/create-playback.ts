import type { LeadBounds } from '../../../playout/lead-bounds.js';
import type { Rung } from './ladder.js';
import type { Playback, PlaybackEvents, PlaybackScripts } from './playback.js';
import { createAheadPlayback } from './playback-ahead.js';
import { createWorkletPlayback } from './playback-worklet.js';

/** Builds one rung of the ladder; its node is not connected yet. Rejects if the browser refuses the rung. */
export function createPlayback(
  context: AudioContext,
  rung: Rung,
  bounds: LeadBounds,
  scripts: PlaybackScripts,
  events: PlaybackEvents,
): Promise<Playback> {
  const create = rung.path === 'worklet' ? createWorkletPlayback : createAheadPlayback;
  return create(context, rung, bounds, scripts, events);
}
