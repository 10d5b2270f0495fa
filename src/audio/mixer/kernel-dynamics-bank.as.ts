/**
 * Memory and parameters of the gates and compressors of a bank: adopting a plan, whose level counts, what is left of
 * the sound so far.
 */
import { bounded, CURRENT, isAll, RATIOS, ROW, TARGET } from './kernel-bank-rows.as';
import {
  STRIP_GROUPS,
  STRIP_ROW_COMP,
  STRIP_ROW_GATE,
  STRIP_ROW_LEVEL,
  STRIP_ROW_PARTNER,
  STRIP_SECTIONS,
} from './kernel-layout.as';
import { LANES_BYTES, stripBankAt } from './kernel-memory.as';

// Rows of a plan.
export const GATE_ON: i32 = STRIP_ROW_GATE * ROW;
export const GATE_OPENS: i32 = GATE_ON + ROW;
export const GATE_CLOSES: i32 = GATE_ON + 2 * ROW;
export const GATE_FLOOR: i32 = GATE_ON + 3 * ROW;
export const GATE_ATTACK: i32 = GATE_ON + 4 * ROW;
export const GATE_RELEASE: i32 = GATE_ON + 5 * ROW;
export const GATE_HOLD: i32 = GATE_ON + 6 * ROW;
export const COMP_ON: i32 = STRIP_ROW_COMP * ROW;
export const COMP_THRESHOLD: i32 = COMP_ON + ROW;
export const COMP_SLOPE: i32 = COMP_ON + 2 * ROW;
export const COMP_KNEE: i32 = COMP_ON + 3 * ROW;
export const COMP_MAKEUP: i32 = COMP_ON + 4 * ROW;
export const COMP_ATTACK: i32 = COMP_ON + 5 * ROW;
export const COMP_FALL: i32 = COMP_ON + 6 * ROW;
const PARTNER: i32 = STRIP_ROW_PARTNER * ROW;
/** The gain by which the level of an input counts. */
export const LEVEL: i32 = STRIP_ROW_LEVEL * ROW;
const GATE_ROWS: i32 = 7;
const COMP_ROWS: i32 = 7;

// Offsets in a bank.
/** The gate's gain, and the frames for which it stays open. */
export const GATE_GAIN: i32 = RATIOS + STRIP_SECTIONS * ROW;
export const GATE_LEFT: i32 = GATE_GAIN + ROW;
/** The compressor's peak detector, and its reduction, in halvings. */
export const COMP_PEAK: i32 = GATE_GAIN + 2 * ROW;
export const COMP_REDUCTION: i32 = GATE_GAIN + 3 * ROW;
/** Which bytes of a row make the row of the partners within this group, for `i8x16.swizzle`. */
export const NEIGHBOURS: i32 = GATE_GAIN + 4 * ROW;
/** Each lane's partner in another group, as its input's index; −1: none. */
export const STRANGERS: i32 = GATE_GAIN + 5 * ROW;
/** 1: some lane has a partner in another group. */
const HAS_STRANGERS: i32 = GATE_GAIN + 6 * ROW;
/** 1: the chunk lies in OWN_LANES and waits for another group. */
export const WAITS: i32 = HAS_STRANGERS + 4;
/** Room for one chunk of a group that waits for another, as LANES and KEYS. */
export const OWN_LANES: i32 = GATE_GAIN + 7 * ROW;
export const OWN_KEYS: i32 = OWN_LANES + LANES_BYTES;

/** Bits of ACTIVE, behind those of the sections and the polarity. */
export const GATE_BIT: i32 = 1 << (STRIP_SECTIONS + 1);
export const COMP_BIT: i32 = 1 << (STRIP_SECTIONS + 2);

/** Faintest reduction that is kept, halvings; above the largest a state is a fault. */
const FAINT_REDUCTION: f32 = 1e-6;
const MOST_REDUCTION: f32 = 200;

export function dynamicsActive(bank: i32): i32 {
  const gate = isAll(bank + CURRENT + GATE_ON, 0) && isAll(bank + TARGET + GATE_ON, 0) ? 0 : GATE_BIT;
  return isAll(bank + CURRENT + COMP_ON, 0) && isAll(bank + TARGET + COMP_ON, 0) ? gate : gate | COMP_BIT;
}

/** Whether a chunk must wait until the partners of its inputs are there. */
export function hasStrangers(bank: i32): bool {
  return load<i32>(bank, HAS_STRANGERS) != 0;
}

/** Lets `rows` rows begin at the plan's values, but off. */
function wake(bank: i32, first: i32, rows: i32): void {
  memory.copy(bank + CURRENT + first, bank + TARGET + first, rows * ROW);
  v128.store(bank + CURRENT + first, f32x4.splat(0));
}

function openGate(bank: i32): void {
  v128.store(bank, f32x4.splat(1), GATE_GAIN);
  v128.store(bank, f32x4.splat(0), GATE_LEFT);
}

function restCompressor(bank: i32): void {
  v128.store(bank, f32x4.splat(0), COMP_PEAK);
  v128.store(bank, f32x4.splat(0), COMP_REDUCTION);
}

/** Takes over a row of the plan, with values outside `least`…`most` (and NaN) replaced by `otherwise`. */
function take(bank: i32, plan: i32, row: i32, least: f32, most: f32, otherwise: f32): void {
  v128.store(bank + TARGET + row, bounded(plan + row, least, most, otherwise));
}

/** The partners of a group's inputs, from the row of the plan. */
function meetPartners(bank: i32, plan: i32, group: i32): void {
  let strangers = 0;
  for (let lane = 0; lane < 4; lane++) {
    const own = group * 4 + lane;
    const named = load<f32>(plan + PARTNER + lane * 4);
    const partner = named >= 0 && named < <f32>(STRIP_GROUPS * 4) ? <i32>named : own;
    const near = partner >> 2 == group;
    const from = near ? (partner & 3) * 4 : lane * 4;
    for (let byte = 0; byte < 4; byte++) store<u8>(bank + lane * 4 + byte, <u8>(from + byte), NEIGHBOURS);
    store<i32>(bank + lane * 4, near ? -1 : partner, STRANGERS);
    if (!near) strangers = 1;
  }
  store<i32>(bank, strangers, HAS_STRANGERS);
}

/** Takes over what a plan says of gates and compressors, whatever its bytes are. `before`: ACTIVE so far. */
export function adoptDynamics(bank: i32, plan: i32, group: i32, before: i32): void {
  take(bank, plan, GATE_ON, 0, 1, 0);
  take(bank, plan, GATE_OPENS, 0, 1e9, 0);
  take(bank, plan, GATE_CLOSES, 0, 1e9, 0);
  take(bank, plan, GATE_FLOOR, 1e-5, 1, 1);
  take(bank, plan, GATE_ATTACK, 1e-7, 1, 1);
  take(bank, plan, GATE_RELEASE, 1e-7, 1, 1);
  take(bank, plan, GATE_HOLD, 0, 1e7, 0);
  take(bank, plan, COMP_ON, 0, 1, 0);
  take(bank, plan, COMP_THRESHOLD, -60, 60, 0);
  take(bank, plan, COMP_SLOPE, 0, 1, 0);
  take(bank, plan, COMP_KNEE, 0, 30, 0);
  take(bank, plan, COMP_MAKEUP, -10, 10, 0);
  take(bank, plan, COMP_ATTACK, 1e-7, 1, 1);
  take(bank, plan, COMP_FALL, 1e-7, 1, 1);
  take(bank, plan, LEVEL, 0, 1e6, 1);
  meetPartners(bank, plan, group);
  if ((before & (GATE_BIT | COMP_BIT)) == 0) v128.store(bank, v128.load(bank, TARGET + LEVEL), CURRENT + LEVEL);
  if ((before & GATE_BIT) == 0) {
    wake(bank, GATE_ON, GATE_ROWS);
    openGate(bank);
  }
  if ((before & COMP_BIT) == 0) {
    wake(bank, COMP_ON, COMP_ROWS);
    restCompressor(bank);
  }
}

/** Gate and compressor are where their parameters say; exactly. */
export function settleDynamics(bank: i32): void {
  memory.copy(bank + CURRENT + GATE_ON, bank + TARGET + GATE_ON, (GATE_ROWS + COMP_ROWS) * ROW);
  v128.store(bank, v128.load(bank, TARGET + LEVEL), CURRENT + LEVEL);
}

/** Forgets the sound so far: gates are open, and nothing is turned down. */
export function restDynamics(bank: i32): void {
  openGate(bank);
  restCompressor(bank);
  store<i32>(bank, 0, WAITS);
}

/** The row at `address`, with lanes outside `least`…`most` (and NaN) set to `otherwise`. */
function clean(address: i32, least: f32, most: f32, otherwise: f32): void {
  v128.store(address, bounded(address, least, most, otherwise));
}

/** Replaces states that are faint, absurd or no numbers. */
export function cleanDynamics(bank: i32): void {
  clean(bank + GATE_GAIN, 1e-6, 1, 1);
  clean(bank + GATE_LEFT, 0, 1e7, 0);
  clean(bank + COMP_PEAK, FAINT_REDUCTION, MOST_REDUCTION, 0);
  clean(bank + COMP_REDUCTION, FAINT_REDUCTION, MOST_REDUCTION, 0);
}

/** The keys of an input in another group that waits. 0: that group is flat, or does not know its partner yet. */
export function strangerLane(input: i32): i32 {
  const bank = stripBankAt(input >> 2);
  return load<i32>(bank, WAITS) == 0 ? 0 : bank + OWN_KEYS + (input & 3) * 4;
}
