/**
 * Memory layout of the kernel's own data: the staging area below KERNEL_RESERVED, and the private part of every bus.
 * Only the audio worker's instance uses either.
 */
import {
  BUS_HEADER_BYTES,
  BUS_OFFSET,
  BUS_PRIVATE_BYTES,
  BUS_STRIDE,
  ENGINE_OFFSET,
  MAX_CHANNELS,
  OUT_CAPACITY,
  PLAN_BYTES,
  STRIP_HEADER_BYTES,
  STRIP_OFFSET,
  STRIP_PLAN_BYTES,
  STRIP_STRIDE,
} from './kernel-layout.as';

/** Frames handled at a time; this many fit the staging area. */
export const CHUNK_FRAMES: i32 = 128;

/** A plan is copied here, and used only if the copy is consistent. */
export const PLAN_COPY: i32 = 4_096;

/**
 * The inputs of one chunk, with bad values replaced. Stored in blocks of 16 frames, channel by channel within a block,
 * so that a bus reads it in one sweep. In the ring the channels lie 64 KiB apart, so reading it directly would make all
 * channels compete for the same cache lines.
 */
export const STAGING: i32 = 8_192;
/** Bytes of one channel's 16 frames. */
export const LANE_BYTES: i32 = 64;
/** Bytes of one block of all channels. */
export const STAGING_BLOCK: i32 = MAX_CHANNELS * LANE_BYTES;

/** Four lanes of one chunk, frame by frame: where strips work. */
export const LANES: i32 = STAGING + (CHUNK_FRAMES / 16) * STAGING_BLOCK;
/** Bytes of four lanes of one chunk. */
export const LANES_BYTES: i32 = CHUNK_FRAMES * 16;
/** The levels by which gates and compressors act, laid out like LANES. */
export const KEYS: i32 = LANES + LANES_BYTES;

// Private part of a bus, offsets in bytes.
/** Gains reached so far, then the target gains: each 64 left, 64 right, float32. */
export const CURRENT: i32 = 0;
export const TARGET: i32 = CURRENT + PLAN_BYTES;
/** The active sends, `SEND_BYTES` each. SENDS_END holds the address past the last one. */
export const SENDS: i32 = TARGET + PLAN_BYTES;
/** One send: i32 lane offset in the block, f32 left, f32 right, i32 channel. */
export const SEND_BYTES: i32 = 16;
export const SENDS_END: i32 = SENDS + MAX_CHANNELS * SEND_BYTES;
/** PLAN_SEQ of the plan in TARGET. */
export const PLAN_SEEN: i32 = SENDS_END + 4;
/** Blocks until the ramp ends; 0 = the gains are constant. */
export const RAMP_LEFT: i32 = SENDS_END + 8;
/** The look-ahead slot that is output next and then overwritten, 0 or 1. */
export const SLOT: i32 = SENDS_END + 12;
/** Limiter gain at the start of the next outgoing block. */
export const GAIN: i32 = SENDS_END + 16;
/** Blocks for which the limiter still holds its gain. */
export const HOLD: i32 = SENDS_END + 20;
/** Blocks until everything in the limiter's window is known to be at or below the ceiling. */
export const BUSY: i32 = SENDS_END + 24;
/** Gain that each block of the look-ahead requires, 2 × float32. */
export const REQUIRED: i32 = SENDS_END + 32;
/** LOOK_AHEAD / BLOCK_FRAMES. */
export const LOOK_AHEAD_BLOCKS: i32 = 2;
/** The look-ahead: 2 blocks, each 16 left and 16 right samples, float32. */
export const DELAY: i32 = SENDS_END + 64;
export const DELAY_BLOCK: i32 = 2 * LANE_BYTES;
export const PRIVATE_USED: i32 = DELAY + LOOK_AHEAD_BLOCKS * DELAY_BLOCK;

export function busAt(bus: i32): i32 {
  return BUS_OFFSET + bus * BUS_STRIDE;
}

export function privateAt(bus: i32): i32 {
  return busAt(bus) + BUS_HEADER_BYTES + 2 * PLAN_BYTES;
}

/** Plans of a strip group: two halves. */
export function stripPlansAt(group: i32): i32 {
  return STRIP_OFFSET + STRIP_HEADER_BYTES + group * STRIP_STRIDE;
}

/** The bank of filters of a strip group. */
export function stripBankAt(group: i32): i32 {
  return stripPlansAt(group) + 2 * STRIP_PLAN_BYTES;
}

/** Address of frame `position` in the bus' output ring, s16 stereo. */
export function outAt(bus: i32, position: i32): i32 {
  return privateAt(bus) + BUS_PRIVATE_BYTES + (position & (OUT_CAPACITY - 1)) * 4;
}

export function engineWord(word: i32): i32 {
  return ENGINE_OFFSET + word * 4;
}
