/**
 * The filters of a bank: up to six second-order sections in series, four independent lanes at a time.
 *
 * A section is the state-variable filter with trapezoidal integrators. Sources: Andrew Simper, "Solving the
 * continuous SVF equations using trapezoidal integration and equivalent currents", Cytomic 2013. Vadim Zavalishin,
 * "The Art of VA Filter Design", chapter 4. With g = tan(π·f/rate), k = 1/Q and the states s1, s2:
 *
 *     d = 1 / (1 + g·(g + k))    x = in − s2
 *     s1' = (2d − 1)·s1 + 2gd·x    s2' = s2 + 2gd·s1 + 2g²d·x
 *     out = m0·in + m1·(s1 + s1')/2 + m2·(s2 + s2')/2
 *
 * Why this form: its step is the Cayley transform of [−k −1; 1 0], whose symmetric part is never positive. So for
 * every g > 0 and k ≥ 0 a step cannot lengthen the vector (s1, s2). Parameters may then move in any way without
 * making it unstable; direct forms promise no such thing. It is also quiet at low frequencies in float32. At m = (1,
 * 0, 0) a section passes every sample unchanged, so a lane that is flat beside others stays bit-exact.
 *
 * Parameters move to a new plan in one ramp, sample by sample: g in octaves, all others in straight lines. Sections
 * that are flat in all four lanes cost nothing.
 */
import { settleSection } from './kernel-bank.as';
import {
  advance,
  CURRENT,
  G,
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
import { BLOCK_FRAMES, STRIP_SECTIONS } from './kernel-layout.as';

/** A state below this becomes 0 (see FAINTEST in `kernel-input.as.ts`); one above is a fault and becomes 0 too. */
const FAINT_STATE: f32 = 1e-20;
const WILD_STATE: f32 = 1e20;

/** s1' of a frame, with v = in − s2. The factors are 2d − 1, 2gd and 2g²d. */
function nextBand(p1: v128, p2: v128, s1: v128, v: v128): v128 {
  return f32x4.add(f32x4.mul(p1, s1), f32x4.mul(p2, v));
}

/** s2' of a frame. */
function nextLow(p2: v128, p3: v128, s1: v128, s2: v128, v: v128): v128 {
  return f32x4.add(f32x4.add(s2, f32x4.mul(p2, s1)), f32x4.mul(p3, v));
}

/** `out` of a frame. m1 and m2 are halved already. */
function blend(m0: v128, x: v128, m1: v128, s1: v128, t1: v128, m2: v128, s2: v128, t2: v128): v128 {
  return f32x4.add(f32x4.mul(m0, x), f32x4.add(f32x4.mul(m1, f32x4.add(s1, t1)), f32x4.mul(m2, f32x4.add(s2, t2))));
}

/** One section over `frames` rows from `first` on, with constant parameters. */
function runOne(bank: i32, n: i32, first: i32, frames: i32): void {
  const section = bank + CURRENT + ROW + n * SECTION_BYTES;
  const steps = bank + STEPS + n * STEPS_BYTES;
  const state = bank + STATES + n * STATES_BYTES;
  const half = f32x4.splat(0.5);
  const p1 = v128.load(steps);
  const p2 = v128.load(steps, ROW);
  const p3 = v128.load(steps, 2 * ROW);
  const m0 = v128.load(section, M0);
  const m1 = f32x4.mul(half, v128.load(section, M1));
  const m2 = f32x4.mul(half, v128.load(section, M2));
  let s1 = v128.load(state);
  let s2 = v128.load(state, ROW);
  const end = first + frames * ROW;
  for (let at = first; at < end; at += ROW) {
    const x = v128.load(at);
    const v = f32x4.sub(x, s2);
    const t1 = nextBand(p1, p2, s1, v);
    const t2 = nextLow(p2, p3, s1, s2, v);
    v128.store(at, blend(m0, x, m1, s1, t1, m2, s2, t2));
    s1 = t1;
    s2 = t2;
  }
  v128.store(state, s1);
  v128.store(state, s2, ROW);
}

/** Two sections in one sweep: the second works on a frame while the first is at the next. */
function runTwo(bank: i32, n: i32, o: i32, start: i32, frames: i32): void {
  const first = bank + CURRENT + ROW + n * SECTION_BYTES;
  const second = bank + CURRENT + ROW + o * SECTION_BYTES;
  const firstSteps = bank + STEPS + n * STEPS_BYTES;
  const secondSteps = bank + STEPS + o * STEPS_BYTES;
  const firstState = bank + STATES + n * STATES_BYTES;
  const secondState = bank + STATES + o * STATES_BYTES;
  const half = f32x4.splat(0.5);
  const p1 = v128.load(firstSteps);
  const p2 = v128.load(firstSteps, ROW);
  const p3 = v128.load(firstSteps, 2 * ROW);
  const m0 = v128.load(first, M0);
  const m1 = f32x4.mul(half, v128.load(first, M1));
  const m2 = f32x4.mul(half, v128.load(first, M2));
  const q1 = v128.load(secondSteps);
  const q2 = v128.load(secondSteps, ROW);
  const q3 = v128.load(secondSteps, 2 * ROW);
  const n0 = v128.load(second, M0);
  const n1 = f32x4.mul(half, v128.load(second, M1));
  const n2 = f32x4.mul(half, v128.load(second, M2));
  let s1 = v128.load(firstState);
  let s2 = v128.load(firstState, ROW);
  let u1 = v128.load(secondState);
  let u2 = v128.load(secondState, ROW);
  const end = start + frames * ROW;
  for (let at = start; at < end; at += ROW) {
    const x = v128.load(at);
    const v = f32x4.sub(x, s2);
    const t1 = nextBand(p1, p2, s1, v);
    const t2 = nextLow(p2, p3, s1, s2, v);
    const y = blend(m0, x, m1, s1, t1, m2, s2, t2);
    s1 = t1;
    s2 = t2;
    const w = f32x4.sub(y, u2);
    const r1 = nextBand(q1, q2, u1, w);
    const r2 = nextLow(q2, q3, u1, u2, w);
    v128.store(at, blend(n0, y, n1, u1, r1, n2, u2, r2));
    u1 = r1;
    u2 = r2;
  }
  v128.store(firstState, s1);
  v128.store(firstState, s2, ROW);
  v128.store(secondState, u1);
  v128.store(secondState, u2, ROW);
}

/** The sections of `sections` with constant parameters. */
function runSteady(bank: i32, sections: i32, first: i32, frames: i32): void {
  let left = sections;
  if ((left & POLARITY_BIT) != 0) {
    const polarity = v128.load(bank, CURRENT);
    const end = first + frames * ROW;
    for (let at = first; at < end; at += ROW) v128.store(at, f32x4.mul(polarity, v128.load(at)));
    left &= ~POLARITY_BIT;
  }
  while (left != 0) {
    const n = ctz<i32>(left);
    left &= left - 1;
    if (left == 0) {
      runOne(bank, n, first, frames);
      return;
    }
    const o = ctz<i32>(left);
    left &= left - 1;
    runTwo(bank, n, o, first, frames);
  }
}

/** One section over one block while its parameters move, frame by frame. */
function rampSection(bank: i32, n: i32, first: i32, remaining: i32): void {
  const section = bank + ROW + n * SECTION_BYTES;
  const state = bank + STATES + n * STATES_BYTES;
  const share: f32 = 1 / <f32>remaining;
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  let g = v128.load(section, CURRENT + G);
  let k = v128.load(section, CURRENT + K);
  let m0 = v128.load(section, CURRENT + M0);
  let m1 = v128.load(section, CURRENT + M1);
  let m2 = v128.load(section, CURRENT + M2);
  const nextG = remaining == 1 ? v128.load(section, TARGET + G) : f32x4.mul(g, v128.load(bank + n * ROW, RATIOS));
  const stepG = f32x4.mul(f32x4.sub(nextG, g), f32x4.splat(<f32>(1.0 / 16.0)));
  v128.store(section, nextG, CURRENT + G);
  const stepK = advance(section + K, share);
  const step0 = advance(section + M0, share);
  const step1 = advance(section + M1, share);
  const step2 = advance(section + M2, share);
  let s1 = v128.load(state);
  let s2 = v128.load(state, ROW);
  const end = first + BLOCK_FRAMES * ROW;
  for (let at = first; at < end; at += ROW) {
    g = f32x4.add(g, stepG);
    k = f32x4.add(k, stepK);
    m0 = f32x4.add(m0, step0);
    m1 = f32x4.add(m1, step1);
    m2 = f32x4.add(m2, step2);
    const d = f32x4.div(one, f32x4.add(one, f32x4.mul(g, f32x4.add(g, k))));
    const p2 = f32x4.mul(f32x4.add(g, g), d);
    const x = v128.load(at);
    const v = f32x4.sub(x, s2);
    const t1 = nextBand(f32x4.sub(f32x4.add(d, d), one), p2, s1, v);
    const t2 = nextLow(p2, f32x4.mul(g, p2), s1, s2, v);
    v128.store(at, blend(m0, x, f32x4.mul(half, m1), s1, t1, f32x4.mul(half, m2), s2, t2));
    s1 = t1;
    s2 = t2;
  }
  v128.store(state, s1);
  v128.store(state, s2, ROW);
}

/** The sections of `sections` over one block of a ramp that has `remaining` blocks left. */
function runRamp(bank: i32, sections: i32, first: i32, remaining: i32): void {
  let left = sections;
  if ((left & POLARITY_BIT) != 0) {
    let polarity = v128.load(bank, CURRENT);
    const step = advance(bank, 1 / <f32>remaining);
    const end = first + BLOCK_FRAMES * ROW;
    for (let at = first; at < end; at += ROW) {
      polarity = f32x4.add(polarity, step);
      v128.store(at, f32x4.mul(polarity, v128.load(at)));
    }
    left &= ~POLARITY_BIT;
  }
  for (; left != 0; left &= left - 1) rampSection(bank, ctz<i32>(left), first, remaining);
}

/** The ramp of these sections is over: their parameters are exact. */
function settle(bank: i32, sections: i32): void {
  v128.store(bank, v128.load(bank, TARGET), CURRENT);
  for (let left = sections & ~POLARITY_BIT; left != 0; left &= left - 1) settleSection(bank, ctz<i32>(left));
}

/** Replaces states that are faint, absurd or no numbers by 0. */
export function cleanStates(bank: i32): void {
  for (let at = bank + STATES; at < bank + STATES + STRIP_SECTIONS * STATES_BYTES; at += ROW) {
    const x = v128.load(at);
    const size = f32x4.abs(x);
    const good = v128.and(f32x4.ge(size, f32x4.splat(FAINT_STATE)), f32x4.le(size, f32x4.splat(WILD_STATE)));
    v128.store(at, v128.and(x, good));
  }
}

/**
 * Filters `frames` (a multiple of 16, at most CHUNK_FRAMES) rows of four lanes, by the sections whose bits are in
 * `sections`. The ramp's count stays: other sections may still have to pass these frames.
 */
export function runSections(bank: i32, sections: i32, lanes: i32, frames: i32): void {
  if (sections == 0) return;
  let remaining = load<i32>(bank, RAMP_LEFT);
  let done = 0;
  for (; done < frames && remaining > 0; done += BLOCK_FRAMES) {
    runRamp(bank, sections, lanes + done * ROW, remaining);
    if (--remaining == 0) settle(bank, sections);
  }
  if (done < frames) runSteady(bank, sections, lanes + done * ROW, frames - done);
}
