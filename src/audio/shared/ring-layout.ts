/**
 * The capture ring: planar float32, one producer (the capture thread or a synthetic source), positions in frames. Pure.
 * This is the only description of the block. `scripts/build/layouts.mjs` generates `ring_layout.h` and the kernel's
 * constants from it, and a test compares them.
 *
 * The producer never waits. It writes frames, then stores WRITE_POS (release). A reader that falls more than `capacity
 * − guard` behind has been lapped: it counts what it lost and jumps forward. Positions are unsigned 32-bit frame counts
 * that wrap (after 24.8 h at 48 kHz). Compare them by signed difference, `(a - b) | 0`.
 */

/** Marks an initialised ring: "SBR1". */
export const RING_MAGIC = 0x31524253;
export const RING_VERSION = 1;

/** Frames per channel, a power of two: 341 ms at 48 kHz. */
export const RING_CAPACITY = 16_384;

/** A reader that is fewer than this many frames away from being overtaken counts as lapped. */
export const RING_GUARD = 2_048;

/** Int32 word indices in the ring's header. */
export const RingWord = {
  MAGIC: 0,
  VERSION: 1,
  /** Channels in use, 1…64. */
  CHANNELS: 2,
  CAPACITY: 3,
  /** Frames written since the stream began (wraps). Producer only. */
  WRITE_POS: 4,
  /** Frames the mixer has taken (wraps). Mixer only; for statistics and tests. */
  READ_POS: 5,
  /** A `SourceStateCode`. Producer only. */
  STATE: 6,
  /** Xruns since the stream began. Producer only. */
  XRUNS: 7,
  /** Frames lost to an xrun or a missing card, filled with silence. Producer only. */
  LOST_FRAMES: 8,
  /** Seqlock of the stamp below: odd while it is being written. Producer only. */
  STAMP_SEQ: 9,
  /** Position one past the last frame of the newest write. */
  STAMP_POS: 10,
  /** Position of the first frame after the newest xrun. */
  XRUN_POS: 11,
  /** Float64 (words 12 and 13): capture time of the frame before STAMP_POS, CLOCK_MONOTONIC ms. */
  STAMP_TIME: 12,
} as const;

/** Length of the header, Int32 words. The data follows, channel after channel, `RING_CAPACITY` float32 each. */
export const RING_HEADER_WORDS = 16;
export const RING_HEADER_BYTES = RING_HEADER_WORDS * 4;

/** Values of RingWord.STATE. */
export const SourceStateCode = { closed: 0, prepared: 1, running: 2, xrun: 3, gone: 4 } as const;

/** Bytes of a ring for `channels` channels. */
export function ringBytes(channels: number): number {
  return RING_HEADER_BYTES + channels * RING_CAPACITY * 4;
}
