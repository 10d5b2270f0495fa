/**
 * Copies the capture ring into the staging area; on the way it measures the inputs and replaces bad values.
 */
import {
  METER_FRAMES,
  METER_OFFSET,
  METER_SUMS,
  RING_CAPACITY,
  RING_HEADER_BYTES,
  RING_OFFSET,
} from './kernel-layout.as';
import { LANE_BYTES, STAGING, STAGING_BLOCK } from './kernel-memory.as';

/** Above this (+180 dBFS) a sample is a fault: NaN, infinity, or integers read as floats. It becomes silence. */
const LOUDEST: f32 = 1e9;
/** Below this (−400 dBFS) a sample becomes 0: a denormal is a hundred times slower than an ordinary number. */
const FAINTEST: f32 = 1e-20;

/** Raises the float at `address` to at least `value` (≥ 0). Another thread may clear it at the same time. */
export function raise(address: i32, value: f32): void {
  const bits = reinterpret<i32>(value);
  let old = atomic.load<i32>(address);
  while (bits > old) {
    const seen = atomic.cmpxchg<i32>(address, old, bits);
    if (seen == old) return;
    old = seen;
  }
}

/** Returns four samples with every bad value replaced by 0. */
export function sane(x: v128): v128 {
  const size = f32x4.abs(x);
  // A comparison with NaN is false, so this removes NaN too.
  const good = v128.and(f32x4.le(size, f32x4.splat(LOUDEST)), f32x4.ge(size, f32x4.splat(FAINTEST)));
  return v128.and(x, good);
}

/** Stages `frames` (a multiple of 16) of `channels` channels from ring position `position`. */
export function stage(position: i32, frames: i32, channels: i32): void {
  const first = RING_OFFSET + RING_HEADER_BYTES;
  for (let channel = 0; channel < channels; channel++) {
    const lane = first + channel * RING_CAPACITY * 4;
    let peak = f32x4.splat(0);
    let sum = f32x4.splat(0);
    let to = STAGING + channel * LANE_BYTES;
    for (let frame = 0; frame < frames; frame += 16) {
      // Positions and the ring's length are multiples of 16, so a block never wraps.
      const from = lane + ((position + frame) & (RING_CAPACITY - 1)) * 4;
      const a = sane(v128.load(from));
      const b = sane(v128.load(from, 16));
      const c = sane(v128.load(from, 32));
      const d = sane(v128.load(from, 48));
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
      peak = f32x4.max(peak, f32x4.max(f32x4.max(f32x4.abs(a), f32x4.abs(b)), f32x4.max(f32x4.abs(c), f32x4.abs(d))));
      sum = f32x4.add(
        sum,
        f32x4.add(f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b)), f32x4.add(f32x4.mul(c, c), f32x4.mul(d, d))),
      );
      to += STAGING_BLOCK;
    }
    raise(
      METER_OFFSET + channel * 4,
      max(
        max(f32x4.extract_lane(peak, 0), f32x4.extract_lane(peak, 1)),
        max(f32x4.extract_lane(peak, 2), f32x4.extract_lane(peak, 3)),
      ),
    );
    const sums = METER_OFFSET + METER_SUMS + channel * 8;
    store<f64>(
      sums,
      load<f64>(sums) +
        <f64>f32x4.extract_lane(sum, 0) +
        <f64>f32x4.extract_lane(sum, 1) +
        <f64>f32x4.extract_lane(sum, 2) +
        <f64>f32x4.extract_lane(sum, 3),
    );
  }
  atomic.add<i32>(METER_OFFSET + METER_FRAMES, frames);
}
