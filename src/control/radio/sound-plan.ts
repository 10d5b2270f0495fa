/** What packets a listener's plan makes on the air. Pure. */
import { type ListenerPlan, OPUS_RATE, opusBitrate } from '../../audio/stream/sound-form.js';

/** How sound reaches a listener. `websocket` and `tcp` send again what was lost by themselves. */
export type SoundWay = 'rtp' | 'datachannel' | 'udp' | 'websocket' | 'tcp';

/** Ways that lose packets, and so repeat them in others. */
const REPEATING: ReadonlySet<SoundWay> = new Set<SoundWay>(['rtp', 'datachannel', 'udp']);

/** The packets of one listener, headers left out. */
export interface Packets {
  readonly everyMs: number;
  readonly bytes: number;
}

/** PCM: 16 bits, two sides, at the rate that Opus has; bit/s. */
const PCM_BITRATE = 32 * OPUS_RATE;

/** Packets of a plan. Where the way carries copies, they are in the bytes. */
export function packetsOf({ codec, frames, copies }: ListenerPlan, way: SoundWay): Packets {
  const seconds = frames / OPUS_RATE;
  const bytes = ((codec === 'pcm' ? PCM_BITRATE : opusBitrate(frames)) * seconds) / 8;
  const carried = REPEATING.has(way) ? copies : 0;
  return { everyMs: seconds * 1000, bytes: bytes * (1 + carried) };
}
