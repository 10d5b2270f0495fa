/**
 * Raw channels for native clients: big-endian, interleaved by frame, ascending channel order.
 */
import { sane } from './kernel-input.as';
import { RING_CAPACITY } from './kernel-layout.as';
import { rawGroups, rawLaneAt } from './kernel-strip.as';

/** Four samples at `from` as int32 = round(x · 32768), not clipped yet. */
function scaled(from: i32): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(sane(v128.load(from)), f32x4.splat(32768))));
}

/** Writes eight samples at `from` as int16, the first at `to`, the others `stride` bytes apart. */
function eightInts(from: i32, to: i32, stride: i32): void {
  const x = i16x8.narrow_i32x4_s(scaled(from), scaled(from + 16));
  const y = v128.shuffle<u8>(x, x, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
  v128.store_lane<u16>(to, y, 0);
  v128.store_lane<u16>(to + stride, y, 1);
  v128.store_lane<u16>(to + 2 * stride, y, 2);
  v128.store_lane<u16>(to + 3 * stride, y, 3);
  v128.store_lane<u16>(to + 4 * stride, y, 4);
  v128.store_lane<u16>(to + 5 * stride, y, 5);
  v128.store_lane<u16>(to + 6 * stride, y, 6);
  v128.store_lane<u16>(to + 7 * stride, y, 7);
}

function oneInt(from: i32, to: i32): void {
  const x = i16x8.narrow_i32x4_s(
    i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(sane(v128.load32_zero(from)), f32x4.splat(32768)))),
    i32x4.splat(0),
  );
  store<u16>(to, bswap<u16>(<u16>i16x8.extract_lane_s(x, 0)));
}

/** Writes four samples at `from` as float32, the first at `to`, the others `stride` bytes apart. */
function fourFloats(from: i32, to: i32, stride: i32): void {
  const x = sane(v128.load(from));
  const y = v128.shuffle<u8>(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
  v128.store_lane<u32>(to, y, 0);
  v128.store_lane<u32>(to + stride, y, 1);
  v128.store_lane<u32>(to + 2 * stride, y, 2);
  v128.store_lane<u32>(to + 3 * stride, y, 3);
}

function oneFloat(from: i32, to: i32): void {
  store<u32>(to, bswap<u32>(<u32>i32x4.extract_lane(sane(v128.load32_zero(from)), 0)));
}

/** Packs `frames` consecutive samples of one channel. */
function packRun(float: i32, from: i32, frames: i32, to: i32, stride: i32): void {
  const step = float ? 4 : 8;
  let done = 0;
  for (; done + step <= frames; done += step) {
    if (float) fourFloats(from + done * 4, to + done * stride, stride);
    else eightInts(from + done * 4, to + done * stride, stride);
  }
  for (; done < frames; done++) {
    if (float) oneFloat(from + done * 4, to + done * stride);
    else oneInt(from + done * 4, to + done * stride);
  }
}

/**
 * Writes `frames` frames from ring position `position` to `to`, with the channels in `mask` (bit n = channel n, 0…31).
 * Returns the number of bytes. `float` 0: int16 = round(x · 32768), clipped; otherwise float32.
 */
export function packNative(mask: u32, float: i32, position: i32, frames: i32, to: i32): i32 {
  const size = float ? 4 : 2;
  const stride = popcnt<i32>(mask) * size;
  // First the part up to the ring's end, then the rest from its beginning.
  const index = position & (RING_CAPACITY - 1);
  const first = min(frames, RING_CAPACITY - index);
  const groups = rawGroups();
  let left = mask;
  let at = to;
  while (left != 0) {
    const lane = rawLaneAt(ctz<i32>(left), groups);
    left &= left - 1;
    packRun(float, lane + index * 4, first, at, stride);
    packRun(float, lane, frames - first, at + first * stride, stride);
    at += size;
  }
  return frames * stride;
}
