/**
 * The input and the reports of playout. Pure: types, and the empty counters.
 */
import type { LeadBounds } from './lead-bounds.js';

/** One packet of sound, however it came; a decoded `WebPacket` is one. `samples` is read before `push` returns. */
export interface PlayoutPacket {
  /** Changes when the stream restarts. */
  readonly epoch: number;
  /** Index of the first frame since the stream began. */
  readonly first: number;
  /** Hertz. */
  readonly sampleRate: number;
  /** OR of `WebFlag`. */
  readonly flags: number;
  /** Capture time of the last frame, ms on the box's monotonic clock. */
  readonly captureMs: number;
  /** Interleaved stereo: s16, or floats where 1 is full scale. */
  readonly samples: Int16Array | Float32Array;
  /** How many later packets carry this sound again; default 0. */
  readonly copies?: number;
  /** Packets from this one to the first of them, and from one of them to the next; default 1. */
  readonly apart?: number;
  /** A decoder made it up in place of lost packets. */
  readonly made?: boolean;
  /** It did not come by itself: it was restored from a copy or from other packets. */
  readonly repaired?: boolean;
}

export type PlayoutState = 'waiting' | 'playing' | 'concealing' | 'starved';

/** Counters since construction. One object, updated in place. */
export interface PlayoutStats {
  state: PlayoutState;
  /** Sound that waits right after the fastest packets came, ms. While no sound plays: the momentary fill. */
  fillMs: number;
  /** What the law wants it to be: the target lead, one packet, and what the way to the device needs, ms. */
  targetMs: number;
  ppm: number;
  /** Times the buffer ran empty. */
  underruns: number;
  /** Holes reached where packets were lost, or dropped by the box. */
  losses: number;
  concealedFrames: number;
  silentFrames: number;
  /** Cross-faded jumps forward, over more than 10 ms. */
  jumps: number;
  /** Cross-faded steps of at most 2.5 ms, forward or back. */
  steps: number;
  /**
   * How often the device skipped output without asking for it, or got it too late; and
   * how many frames were not heard for that.
   */
  deviceGaps: number;
  deviceGapFrames: number;
  /** Frames that came too late to be played. */
  lateFrames: number;
  packets: number;
  /** Packets before which the box had dropped some. */
  dropMarks: number;
  muted: boolean;
  /** Capture time of the next frame to be heard, ms on the box's clock; NaN if unknown. */
  captureMs: number;
}

export interface PlayoutOptions {
  /** Rate at which the device asks for frames, hertz. */
  readonly outputRate: number;
  /** What the musician chose. */
  readonly bounds: LeadBounds;
}

export function emptyStats(): PlayoutStats {
  return {
    state: 'waiting',
    fillMs: 0,
    targetMs: 0,
    ppm: 0,
    underruns: 0,
    losses: 0,
    concealedFrames: 0,
    silentFrames: 0,
    jumps: 0,
    steps: 0,
    deviceGaps: 0,
    deviceGapFrames: 0,
    lateFrames: 0,
    packets: 0,
    dropMarks: 0,
    muted: false,
    captureMs: Number.NaN,
  };
}
