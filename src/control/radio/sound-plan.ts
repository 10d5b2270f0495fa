/** What one listener gets: codec, packet length and copies; and what packets that makes. Pure. */

export interface SoundPlan {
  readonly codec: 'pcm' | 'opus';
  /** Frames of a packet, at 48 kHz. */
  readonly frames: number;
  /** Earlier packets that each packet repeats, 0…2. Only ways without acknowledgements carry them. */
  readonly copies: number;
}

/** How sound reaches a listener. `websocket` and `tcp` send again what was lost by themselves. */
export type SoundWay = 'rtp' | 'udp' | 'websocket' | 'tcp';

/** The packets of one listener, headers left out. */
export interface Packets {
  readonly everyMs: number;
  readonly bytes: number;
}

/** Frames per millisecond, at the rate that Opus has. */
const FRAMES_PER_MS = 48;
/** Kilobits per second, which is bits per millisecond. PCM: 16 bits, two sides. */
const PCM_KBPS = 1536;
/** Opus, by the length of its packets: short ones need more for the same quality. */
const OPUS_KBPS = { short: 160, long: 128 } as const;
const SHORT_FRAMES = 240;

/** Packets of a plan. Where the way carries copies, they are in the bytes. */
export function packetsOf({ codec, frames, copies }: SoundPlan, way: SoundWay): Packets {
  const kbps = codec === 'pcm' ? PCM_KBPS : frames <= SHORT_FRAMES ? OPUS_KBPS.short : OPUS_KBPS.long;
  const everyMs = frames / FRAMES_PER_MS;
  const carried = way === 'rtp' || way === 'udp' ? copies : 0;
  return { everyMs, bytes: ((kbps * everyMs) / 8) * (1 + carried) };
}
