import type { LeadBounds } from '../../../playout/lead-bounds.js';
import type { Rung } from './ladder.js';
import type { Playback, PlaybackEvents } from './playback.js';
import { createBufferPlayback } from './playback-buffers.js';
import { createScriptPlayback } from './playback-script.js';
import { createWorkletPlayback, type WorkletScripts } from './playback-worklet.js';

/** Builds one rung of the ladder; its node is not connected yet. Throws or rejects if the browser refuses the rung. */
export function createPlayback(
  context: AudioContext,
  rung: Rung,
  bounds: LeadBounds,
  scripts: WorkletScripts,
  events: PlaybackEvents,
): Playback | Promise<Playback> {
  if (rung.path === 'worklet') return createWorkletPlayback(context, rung, bounds, scripts, events);
  const create = rung.path === 'script' ? createScriptPlayback : createBufferPlayback;
  return create(context, rung, bounds, events);
}
