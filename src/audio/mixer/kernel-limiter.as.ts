/**
 * The brick-wall limiter at the end of every bus, and the s16 output after it.
 *
 * It works in blocks of 16 frames and looks 2 blocks (32 frames) ahead. Let `p` be the largest
 * absolute sample of a block, left and right together. If `p` exceeds the ceiling `C`, the block
 * requires the gain `C / p`; otherwise it requires 1.
 *
 * The gain is a chain of straight lines, one per block. Where two blocks meet, it is at most what either requires. A
 * straight line that is low enough at both ends is low enough between, so no sample can pass the ceiling.
 *
 * Going down, the line is as steep as needed to reach every block ahead in time. That spreads an attack over the whole
 * look-ahead. The gain rises only after HOLD blocks, so that a bass note does not pump within one cycle. It then
 * approaches 1 exponentially and snaps to exactly 1.
 */

import { raise } from './kernel-input.as';
import { BLOCK_FRAMES, BUS_WORD_LIMITER_GAIN, BUS_WORD_PEAK_L, BUS_WORD_PEAK_R, LOOK_AHEAD } from './kernel-layout.as';
import {
  BUSY,
  DELAY,
  DELAY_BLOCK,
  GAIN,
  HOLD,
  LANE_BYTES,
  LOOK_AHEAD_BLOCKS,
  REQUIRED,
  SLOT,
} from './kernel-memory.as';

/** Above this the gain snaps to 1 (0.001 dB). */
const NEARLY_ONE: f32 = 0.9999;

let ceiling: f32 = 0.891250938;
/** Part of the distance to 1 that a release covers in one block. */
let releaseStep: f32 = 0.004;
let holdBlocks: i32 = 36;

export function configureLimiter(sampleRate: f32, ceilingLinear: f32): void {
  ceiling = ceilingLinear;
  // 100 ms time constant. The hold covers half a cycle of the lowest string of a bass (41 Hz).
  releaseStep = <f32>(1.0 - Math.exp(-16.0 / (0.1 * <f64>sampleRate)));
  holdBlocks = <i32>Math.ceil((0.0125 * <f64>sampleRate) / 16.0);
}

function largest(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

function peakOf(a: v128, b: v128, c: v128, d: v128): f32 {
  return largest(f32x4.max(f32x4.max(f32x4.abs(a), f32x4.abs(b)), f32x4.max(f32x4.abs(c), f32x4.abs(d))));
}

/** Gain that the block in `slot` of the look-ahead requires. */
function required(own: i32, slot: i32): f32 {
  return load<f32>(own + REQUIRED + ((slot & 1) << 2));
}

/** Converts to s16 as round(x · 32768), clipped. Writes 8 frames, left and right interleaved, at `to`. */
function write8(to: i32, l0: v128, l1: v128, r0: v128, r1: v128): void {
  const scale = f32x4.splat(32768);
  const left = i16x8.narrow_i32x4_s(
    i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(l0, scale))),
    i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(l1, scale))),
  );
  const right = i16x8.narrow_i32x4_s(
    i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(r0, scale))),
    i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(r1, scale))),
  );
  v128.store(to, v128.shuffle<i16>(left, right, 0, 8, 1, 9, 2, 10, 3, 11));
  v128.store(to, v128.shuffle<i16>(left, right, 4, 12, 5, 13, 6, 14, 7, 15), 16);
}

/**
 * Gain at the far end of the outgoing block. `slot` holds that block, `fresh` is what the incoming block
 * requires, and `gain` is where the line stands.
 */
function nextGain(own: i32, slot: i32, fresh: f32, gain: f32): f32 {
  const waiting = required(own, slot + 1);
  const near = min(required(own, slot), waiting);
  const far = min(waiting, fresh);

  let next: f32;
  if (min(near, far) <= gain * 1.001) {
    store<i32>(own + HOLD, holdBlocks);
    next = gain;
  } else {
    const hold = load<i32>(own + HOLD);
    if (hold > 0) {
      store<i32>(own + HOLD, hold - 1);
      next = gain;
    } else {
      next = gain + (1 - gain) * releaseStep;
      if (next > NEARLY_ONE) next = 1;
    }
  }
  return min(min(next, gain + (far - gain) * 0.5), near);
}

/**
 * Takes in one block of the bus' sum, and writes the block from 32 frames earlier to `to` as s16. The eight vectors
 * are 16 frames of left, then 16 of right.
 */
export function limit(
  bus: i32,
  own: i32,
  to: i32,
  l0: v128,
  l1: v128,
  l2: v128,
  l3: v128,
  r0: v128,
  r1: v128,
  r2: v128,
  r3: v128,
): void {
  const slot = load<i32>(own + SLOT);
  const delay = own + DELAY + slot * DELAY_BLOCK;
  let a = v128.load(delay);
  let b = v128.load(delay, 16);
  let c = v128.load(delay, 32);
  let d = v128.load(delay, 48);
  let e = v128.load(delay, 64);
  let f = v128.load(delay, 80);
  let g = v128.load(delay, 96);
  let h = v128.load(delay, 112);
  v128.store(delay, l0);
  v128.store(delay, l1, 16);
  v128.store(delay, l2, 32);
  v128.store(delay, l3, 48);
  v128.store(delay, r0, 64);
  v128.store(delay, r1, 80);
  v128.store(delay, r2, 96);
  v128.store(delay, r3, 112);

  const peak = max(peakOf(l0, l1, l2, l3), peakOf(r0, r1, r2, r3));
  const fresh: f32 = peak > ceiling ? ceiling / peak : 1;
  if (fresh < 1) store<i32>(own + BUSY, 3);

  const gain = load<f32>(own + GAIN);
  const busy = load<i32>(own + BUSY);
  if (busy > 0 || gain < 1) {
    if (busy > 0) store<i32>(own + BUSY, busy - 1);
    const next = nextGain(own, slot, fresh, gain);
    store<f32>(own + GAIN, next);
    if (gain < 1 || next < 1) {
      const step = (next - gain) * <f32>(1.0 / 16.0);
      const four = f32x4.splat(4 * step);
      const top = f32x4.splat(ceiling);
      const bottom = f32x4.splat(-ceiling);
      let line = f32x4.add(f32x4.splat(gain), f32x4.mul(f32x4.splat(step), f32x4(1, 2, 3, 4)));
      // The clamp removes what rounding of the line may leave: less than a millionth.
      a = f32x4.max(bottom, f32x4.min(top, f32x4.mul(a, line)));
      e = f32x4.max(bottom, f32x4.min(top, f32x4.mul(e, line)));
      line = f32x4.add(line, four);
      b = f32x4.max(bottom, f32x4.min(top, f32x4.mul(b, line)));
      f = f32x4.max(bottom, f32x4.min(top, f32x4.mul(f, line)));
      line = f32x4.add(line, four);
      c = f32x4.max(bottom, f32x4.min(top, f32x4.mul(c, line)));
      g = f32x4.max(bottom, f32x4.min(top, f32x4.mul(g, line)));
      line = f32x4.add(line, four);
      d = f32x4.max(bottom, f32x4.min(top, f32x4.mul(d, line)));
      h = f32x4.max(bottom, f32x4.min(top, f32x4.mul(h, line)));
      lower(bus + BUS_WORD_LIMITER_GAIN * 4, min(gain, next));
    }
  }
  store<f32>(own + REQUIRED + (slot << 2), fresh);
  store<i32>(own + SLOT, (slot + 1) & 1);

  raise(bus + BUS_WORD_PEAK_L * 4, peakOf(a, b, c, d));
  raise(bus + BUS_WORD_PEAK_R * 4, peakOf(e, f, g, h));
  write8(to, a, b, e, f);
  write8(to + 32, c, d, g, h);
}

/** Fades what the look-ahead still holds to silence in a straight line, because nothing follows it. */
export function fadeOut(own: i32): void {
  const slot = load<i32>(own + SLOT);
  for (let block = 0; block < LOOK_AHEAD_BLOCKS; block++) {
    const delay = own + DELAY + ((slot + block) & 1) * DELAY_BLOCK;
    for (let frame = 0; frame < BLOCK_FRAMES; frame++) {
      const gain: f32 = <f32>1 - <f32>(block * BLOCK_FRAMES + frame + 1) / <f32>LOOK_AHEAD;
      const left = delay + frame * 4;
      store<f32>(left, load<f32>(left) * gain);
      store<f32>(left + LANE_BYTES, load<f32>(left + LANE_BYTES) * gain);
    }
  }
}

/** Lowers the float at `address` (> 0) to at most `value`. Another thread may reset it at the same time. */
function lower(address: i32, value: f32): void {
  const bits = reinterpret<i32>(value);
  let old = atomic.load<i32>(address);
  while (bits < old) {
    const seen = atomic.cmpxchg<i32>(address, old, bits);
    if (seen == old) return;
    old = seen;
  }
}
