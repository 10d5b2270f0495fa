/**
 * Parameters of four strips, a bank: adopting a plan, and what is active. The filters are in `kernel-filter.as.ts`;
 * what belongs to gates and compressors alone is in `kernel-dynamics-bank.as.ts`.
 */
import {
  ACTIVE,
  bounded,
  CURRENT,
  G,
  isAll,
  K,
  M0,
  M1,
  M2,
  POLARITY_BIT,
  RAMP_LEFT,
  RATIOS,
  ROW,
  SECTION_BYTES,
  STATES,
  STATES_BYTES,
  STEPS,
  STEPS_BYTES,
  TARGET,
} from './kernel-bank-rows.as';
import { adoptDynamics, dynamicsActive, restDynamics, settleDynamics } from './kernel-dynamics-bank.as';
import { BLOCK_FRAMES, STRIP_SECTIONS } from './kernel-layout.as';

/** Blocks in which parameters reach a new plan. */
let rampBlocks: i32 = 60;

export function configureFilters(blocks: i32): void {
  rampBlocks = blocks;
}

/** Whether any lane of the bank is not flat. */
export function bankActive(bank: i32): bool {
  return load<i32>(bank, ACTIVE) != 0;
}

/** Whether a section passes its input unchanged in all lanes. */
function flat(section: i32): bool {
  return isAll(section + M0, 1) && isAll(section + M1, 0) && isAll(section + M2, 0);
}

function activeNow(bank: i32): i32 {
  let active = dynamicsActive(bank);
  if (!isAll(bank + CURRENT, 1) || !isAll(bank + TARGET, 1)) active |= POLARITY_BIT;
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

/** Begins the ramp to the plan of `group` at `plan`, whatever its bytes are. */
export function adoptBank(bank: i32, plan: i32, group: i32): void {
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
  adoptDynamics(bank, plan, group, before);
  store<i32>(bank, activeNow(bank), ACTIVE);
  for (let n = 0; n < STRIP_SECTIONS; n++) setRatios(bank, n);
  store<i32>(bank, rampBlocks, RAMP_LEFT);
}

/** Ends ramps at once and forgets the sound so far: what follows does not continue it. */
export function restartBank(bank: i32): void {
  if (load<i32>(bank, ACTIVE) == 0) return;
  memory.fill(bank + STATES, 0, STRIP_SECTIONS * STATES_BYTES);
  restDynamics(bank);
  for (let n = 0; n < STRIP_SECTIONS; n++) settleSection(bank, n);
  endRamp(bank);
}

/** A section's CURRENT becomes TARGET, exactly. */
export function settleSection(bank: i32, n: i32): void {
  const section = bank + ROW + n * SECTION_BYTES;
  memory.copy(section + CURRENT, section + TARGET, SECTION_BYTES);
  const g = v128.load(section, CURRENT + G);
  const k = v128.load(section, CURRENT + K);
  const d = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(g, f32x4.add(g, k))));
  const twice = f32x4.mul(f32x4.add(g, g), d);
  const steps = bank + STEPS + n * STEPS_BYTES;
  v128.store(steps, f32x4.sub(f32x4.add(d, d), f32x4.splat(1)));
  v128.store(steps, twice, ROW);
  v128.store(steps, f32x4.mul(g, twice), 2 * ROW);
}

/** All but the sections becomes as the plan says, exactly. The sections have settled already. */
function endRamp(bank: i32): void {
  v128.store(bank, v128.load(bank, TARGET), CURRENT);
  settleDynamics(bank);
  store<i32>(bank, 0, RAMP_LEFT);
  store<i32>(bank, activeNow(bank), ACTIVE);
}

/** Counts a ramp down by `frames` frames, once everything has passed them. */
export function passRamp(bank: i32, frames: i32): void {
  const left = load<i32>(bank, RAMP_LEFT);
  if (left == 0) return;
  const next = left - frames / BLOCK_FRAMES;
  if (next > 0) store<i32>(bank, next, RAMP_LEFT);
  else endRamp(bank);
}
