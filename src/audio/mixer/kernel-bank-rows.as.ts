/**
 * Memory of a bank: four strips, one in each lane. Parameters stand in rows of four. The bank holds them as they are
 * and as they will be, and the state of what they control.
 */
import { STRIP_PLAN_BYTES, STRIP_SECTIONS } from './kernel-layout.as';

/** Bytes of one row of four lanes. */
export const ROW: i32 = 16;
/** A section's rows in a plan: g, k, m0, m1, m2. */
export const SECTION_BYTES: i32 = 5 * ROW;
export const G: i32 = 0;
export const K: i32 = ROW;
export const M0: i32 = 2 * ROW;
export const M1: i32 = 3 * ROW;
export const M2: i32 = 4 * ROW;

// Offsets in a bank.
/** Parameters reached so far, then those of the plan. */
export const CURRENT: i32 = 0;
export const TARGET: i32 = STRIP_PLAN_BYTES;
/** 2d − 1, 2gd, 2g²d of each section, from CURRENT. */
export const STEPS: i32 = 2 * STRIP_PLAN_BYTES;
export const STEPS_BYTES: i32 = 3 * ROW;
/** s1, s2 of each section. */
export const STATES: i32 = STEPS + STRIP_SECTIONS * STEPS_BYTES;
export const STATES_BYTES: i32 = 2 * ROW;
/** Bit n: section n is not flat, now or at the end of the ramp. Then the same of polarity, gate and compressor. */
export const ACTIVE: i32 = STATES + STRIP_SECTIONS * STATES_BYTES;
/** Blocks of the ramp that are left. */
export const RAMP_LEFT: i32 = ACTIVE + 4;
/** PLAN_SEQ of the plan in TARGET. */
export const BANK_SEEN: i32 = ACTIVE + 8;
/** Frames for which the sound after an idle bank is still copied. */
export const BANK_TAIL: i32 = ACTIVE + 12;
/** What g of each section is multiplied by in each block of a ramp. */
export const RATIOS: i32 = ACTIVE + 16;

export const POLARITY_BIT: i32 = 1 << STRIP_SECTIONS;

/** The row at `address`, with lanes outside `least`…`most` (and NaN) replaced by `otherwise`. */
export function bounded(address: i32, least: f32, most: f32, otherwise: f32): v128 {
  const x = v128.load(address);
  const good = v128.and(f32x4.ge(x, f32x4.splat(least)), f32x4.le(x, f32x4.splat(most)));
  return v128.bitselect(x, f32x4.splat(otherwise), good);
}

export function isAll(address: i32, value: f32): bool {
  return i32x4.all_true(f32x4.eq(v128.load(address), f32x4.splat(value)));
}

/** Moves the row at `address` (CURRENT) one block towards TARGET, and returns the step of each frame on the way. */
export function advance(address: i32, share: f32): v128 {
  const from = v128.load(address, CURRENT);
  const way = f32x4.mul(f32x4.sub(v128.load(address, TARGET), from), f32x4.splat(share));
  v128.store(address, f32x4.add(from, way), CURRENT);
  return f32x4.mul(way, f32x4.splat(<f32>(1.0 / 16.0)));
}
