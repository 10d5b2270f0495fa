/**
 * Memory and parameters of a bank of filters (see `kernel-filter.as.ts`): adopting a plan, and what is active.
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
/** Bit n: section n is not flat, now or at the end of the ramp. POLARITY_BIT: the same for the polarity. */
export const ACTIVE: i32 = STATES + STRIP_SECTIONS * STATES_BYTES;
export const RAMP_LEFT: i32 = ACTIVE + 4;
/** PLAN_SEQ of the plan in TARGET. */
export const BANK_SEEN: i32 = ACTIVE + 8;
/** Frames for which the sound after an idle bank is still copied. */
export const BANK_TAIL: i32 = ACTIVE + 12;
/** What g of each section is multiplied by in each block of a ramp. */
export const RATIOS: i32 = ACTIVE + 16;

export const POLARITY_BIT: i32 = 1 << STRIP_SECTIONS;
/** Blocks in which parameters reach a new plan. */
let rampBlocks: i32 = 60;

export function configureFilters(blocks: i32): void {
  rampBlocks = blocks;
}

/** Whether any lane of the bank is not flat. */
export function bankActive(bank: i32): bool {
  return load<i32>(bank, ACTIVE) != 0;
}

/** The row at `address`, with lanes outside `least`…`most` (and NaN) replaced by `otherwise`. */
function bounded(address: i32, least: f32, most: f32, otherwise: f32): v128 {
  const x = v128.load(address);
  const good = v128.and(f32x4.ge(x, f32x4.splat(least)), f32x4.le(x, f32x4.splat(most)));
  return v128.bitselect(x, f32x4.splat(otherwise), good);
}

function isAll(address: i32, value: f32): bool {
  return i32x4.all_true(f32x4.eq(v128.load(address), f32x4.splat(value)));
}

/** Whether a section passes its input unchanged in all lanes. */
function flat(section: i32): bool {
  return isAll(section + M0, 1) && isAll(section + M1, 0) && isAll(section + M2, 0);
}

function activeNow(bank: i32): i32 {
  let active = isAll(bank + CURRENT, 1) && isAll(bank + TARGET, 1) ? 0 : POLARITY_BIT;
  for (let n = 0; n < STRIP_SECTIONS; n++) {
    const section = bank + ROW + n * SECTION_BYTES;
    if (!flat(section + CURRENT) || !flat(section + TARGET)) active |= 1 << n;
  }
  return active;
}

/** Lets section `n` begin flat and silent, with the frequency it is to have. */
function wake(bank: i32, n: i32): void {
  const section = bank + ROW + n * SECTION_BYTES;
  v128.store(section, v128.load(section, TARGET + G), CURRENT + G);
  v128.store(section, v128.load(section, TARGET + K), CURRENT + K);
  v128.store(section, f32x4.splat(1), CURRENT + M0);
  v128.store(section, f32x4.splat(0), CURRENT + M1);
  v128.store(section, f32x4.splat(0), CURRENT + M2);
  memory.fill(bank + STATES + n * STATES_BYTES, 0, STATES_BYTES);
}

/** Frequencies move in octaves: a straight line of g would rush through the low ones. */
function setRatios(bank: i32, n: i32): void {
  const share: f32 = 1 / <f32>rampBlocks;
  for (let lane = 0; lane < ROW; lane += 4) {
    const g = bank + ROW + n * SECTION_BYTES + lane;
    const way = load<f32>(g, TARGET + G) / load<f32>(g, CURRENT + G);
    store<f32>(bank + n * ROW + lane, way == 1 ? 1 : Mathf.pow(way, share), RATIOS);
  }
}

/** Begins the ramp to the plan at `plan`, whatever its bytes are. */
export function adoptBank(bank: i32, plan: i32): void {
  const before = load<i32>(bank, ACTIVE);
  v128.store(bank, bounded(plan, -1, 1, 1), TARGET);
  if ((before & POLARITY_BIT) == 0) v128.store(bank, f32x4.splat(1), CURRENT);
  for (let n = 0; n < STRIP_SECTIONS; n++) {
    const from = plan + ROW + n * SECTION_BYTES;
    const to = bank + TARGET + ROW + n * SECTION_BYTES;
    v128.store(to, bounded(from + G, 1e-5, 1e4, 0.1), G);
    v128.store(to, bounded(from + K, 0.01, 100, 1), K);
    v128.store(to, bounded(from + M0, -100, 100, 1), M0);
    v128.store(to, bounded(from + M1, -1000, 1000, 0), M1);
    v128.store(to, bounded(from + M2, -1000, 1000, 0), M2);
    if ((before & (1 << n)) == 0) wake(bank, n);
  }
  store<i32>(bank, activeNow(bank), ACTIVE);
  for (let n = 0; n < STRIP_SECTIONS; n++) setRatios(bank, n);
  store<i32>(bank, rampBlocks, RAMP_LEFT);
}

/** Ends ramps at once and forgets the sound so far: what follows does not continue it. */
export function restartBank(bank: i32): void {
  if (load<i32>(bank, ACTIVE) == 0) return;
  memory.fill(bank + STATES, 0, STRIP_SECTIONS * STATES_BYTES);
  settle(bank);
}

/** CURRENT becomes TARGET, exactly. */
export function settle(bank: i32): void {
  memory.copy(bank + CURRENT, bank + TARGET, STRIP_PLAN_BYTES);
  store<i32>(bank, 0, RAMP_LEFT);
  store<i32>(bank, activeNow(bank), ACTIVE);
  for (let n = 0; n < STRIP_SECTIONS; n++) {
    const section = bank + CURRENT + ROW + n * SECTION_BYTES;
    const g = v128.load(section, G);
    const d = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(g, f32x4.add(g, v128.load(section, K)))));
    const twice = f32x4.mul(f32x4.add(g, g), d);
    const steps = bank + STEPS + n * STEPS_BYTES;
    v128.store(steps, f32x4.sub(f32x4.add(d, d), f32x4.splat(1)));
    v128.store(steps, twice, ROW);
    v128.store(steps, f32x4.mul(g, twice), 2 * ROW);
  }
}
