/**
 * The mixer's kernel, compiled to WebAssembly (SIMD, threads) over the engine's shared memory. It uses no managed
 * objects, only addresses. `mix` and `skip` belong to the audio worker; `packNative` belongs to the stream worker's
 * own instance.
 *
 * The inputs go through their strips. Each bus is the sum of the inputs times the gains of its plan, ramped sample
 * by sample when the plan changes. The sum goes through the limiter and becomes s16.
 */

import { configureFilters } from './kernel-bank.as';
import { stage } from './kernel-input.as';
import {
  BLOCK_FRAMES,
  BUS_HEADER_BYTES,
  BUS_STATE_FREE,
  BUS_STATE_LEAVING,
  BUS_STATE_PLAYING,
  BUS_STATE_STARTING,
  BUS_WORD_PLAN_SEQ,
  BUS_WORD_START_POS,
  BUS_WORD_STATE,
  ENGINE_WORD_BUSES,
  LOOK_AHEAD,
  MAX_CHANNELS,
  OUT_CAPACITY,
  PLAN_BYTES,
  RING_OFFSET,
  RING_WORD_CHANNELS,
} from './kernel-layout.as';
import { configureLimiter, fadeOut, limit } from './kernel-limiter.as';
import {
  busAt,
  CHUNK_FRAMES,
  CURRENT,
  engineWord,
  GAIN,
  LANE_BYTES,
  LOOK_AHEAD_BLOCKS,
  outAt,
  PLAN_COPY,
  PLAN_SEEN,
  PRIVATE_USED,
  privateAt,
  RAMP_LEFT,
  REQUIRED,
  SEND_BYTES,
  SENDS,
  SENDS_END,
  STAGING,
  STAGING_BLOCK,
  TARGET,
} from './kernel-memory.as';

import { processStrips, restartStrips } from './kernel-strip.as';

export { packNative } from './native-pack.as';

/** Largest gain of a send: fader and master both at +12 dB. */
const MOST_GAIN: f32 = 16;
/** A gain below this (−180 dB) counts as 0. */
const LEAST_GAIN: f32 = 1e-9;

/** Blocks per ramp after a change, and per fade-in from silence. */
let rampBlocks: i32 = 60;
let fadeBlocks: i32 = 300;

/** Called before the first period, and whenever the sample rate changes. `ceiling` is linear, 0 < ceiling ≤ 1. */
export function configure(sampleRate: f32, ceiling: f32, rampMs: f32, fadeMs: f32): void {
  rampBlocks = <i32>Math.ceil(<f64>((rampMs / 1000) * sampleRate) / <f64>BLOCK_FRAMES);
  fadeBlocks = <i32>Math.ceil(<f64>((fadeMs / 1000) * sampleRate) / <f64>BLOCK_FRAMES);
  configureLimiter(sampleRate, ceiling);
  configureFilters(rampBlocks);
  // Silences channels the source does not have, whatever an earlier source left there.
  memory.fill(STAGING, 0, (CHUNK_FRAMES / BLOCK_FRAMES) * STAGING_BLOCK);
}

/** Makes a gain safe: finite, 0…16. */
function saneGain(gain: f32): f32 {
  return gain >= LEAST_GAIN ? min(gain, MOST_GAIN) : 0;
}

/** Lists the sends that sound now, or will at the end of the ramp. */
function listSends(own: i32): void {
  let end = own + SENDS;
  for (let channel = 0; channel < MAX_CHANNELS; channel++) {
    const gain = own + channel * 4;
    const left = load<f32>(gain, CURRENT);
    const right = load<f32>(gain, CURRENT + MAX_CHANNELS * 4);
    if (left != 0 || right != 0 || load<f32>(gain, TARGET) != 0 || load<f32>(gain, TARGET + MAX_CHANNELS * 4) != 0) {
      store<i32>(end, channel * LANE_BYTES);
      store<f32>(end, left, 4);
      store<f32>(end, right, 8);
      store<i32>(end, channel, 12);
      end += SEND_BYTES;
    }
  }
  store<i32>(own + SENDS_END, end);
}

/** Adopts the newest plan, if there is one: the ramp to it begins here. Never waits for the writer. */
function adopt(bus: i32, own: i32): void {
  const seq = atomic.load<i32>(bus + BUS_WORD_PLAN_SEQ * 4) & ~1;
  if (seq == load<i32>(own + PLAN_SEEN)) return;
  memory.copy(PLAN_COPY, bus + BUS_HEADER_BYTES + ((seq >> 1) & 1) * PLAN_BYTES, PLAN_BYTES);
  // The writer may overwrite the plan during the copy, if it was twice as fast: then the next block finds a newer one.
  // This read adds 0 instead of loading, for the reason in seqlock.ts.
  if (atomic.add<i32>(bus + BUS_WORD_PLAN_SEQ * 4, 0) - seq > 2) return;
  let before: f32 = 0;
  let after: f32 = 0;
  for (let i = 0; i < PLAN_BYTES; i += 4) {
    const gain = saneGain(load<f32>(PLAN_COPY + i));
    before = max(before, load<f32>(own + TARGET + i));
    after = max(after, gain);
    store<f32>(own + TARGET + i, gain);
  }
  store<i32>(own + PLAN_SEEN, seq);
  const wanted = before == 0 && after != 0 ? fadeBlocks : rampBlocks;
  store<i32>(own + RAMP_LEFT, max(wanted, load<i32>(own + RAMP_LEFT)));
  listSends(own);
}

/** Begins a bus whose listener has just joined: past samples are silence, and its plan is adopted. */
function start(bus: i32, own: i32, position: i32): void {
  memory.fill(own, 0, PRIVATE_USED);
  store<f32>(own + GAIN, 1);
  for (let slot = 0; slot < LOOK_AHEAD_BLOCKS; slot++) store<f32>(own + REQUIRED + slot * 4, 1);
  store<i32>(own + PLAN_SEEN, -2);
  adopt(bus, own);
  store<i32>(bus + BUS_WORD_START_POS * 4, position);
}

/** Sums one block with constant gains, then limits it. */
function mixBlock(bus: i32, own: i32, block: i32, to: i32): void {
  let l0 = f32x4.splat(0);
  let l1 = l0;
  let l2 = l0;
  let l3 = l0;
  let r0 = l0;
  let r1 = l0;
  let r2 = l0;
  let r3 = l0;
  const end = load<i32>(own + SENDS_END);
  for (let send = own + SENDS; send < end; send += SEND_BYTES) {
    const lane = block + load<i32>(send);
    const left = v128.load32_splat(send, 4);
    const right = v128.load32_splat(send, 8);
    const a = v128.load(lane);
    l0 = f32x4.add(l0, f32x4.mul(a, left));
    r0 = f32x4.add(r0, f32x4.mul(a, right));
    const b = v128.load(lane, 16);
    l1 = f32x4.add(l1, f32x4.mul(b, left));
    r1 = f32x4.add(r1, f32x4.mul(b, right));
    const c = v128.load(lane, 32);
    l2 = f32x4.add(l2, f32x4.mul(c, left));
    r2 = f32x4.add(r2, f32x4.mul(c, right));
    const d = v128.load(lane, 48);
    l3 = f32x4.add(l3, f32x4.mul(d, left));
    r3 = f32x4.add(r3, f32x4.mul(d, right));
  }
  limit(bus, own, to, l0, l1, l2, l3, r0, r1, r2, r3);
}

/** The same while gains move: each follows a straight line, sample by sample, and ends exactly at its target. */
function rampBlock(bus: i32, own: i32, block: i32, to: i32, remaining: i32): void {
  let l0 = f32x4.splat(0);
  let l1 = l0;
  let l2 = l0;
  let l3 = l0;
  let r0 = l0;
  let r1 = l0;
  let r2 = l0;
  let r3 = l0;
  const ascent = f32x4(1, 2, 3, 4);
  const share: f32 = 1 / <f32>remaining;
  const end = load<i32>(own + SENDS_END);
  for (let send = own + SENDS; send < end; send += SEND_BYTES) {
    const lane = block + load<i32>(send);
    const gain = own + load<i32>(send, 12) * 4;
    const targetL = load<f32>(gain, TARGET);
    const targetR = load<f32>(gain, TARGET + MAX_CHANNELS * 4);
    const fromL = load<f32>(send, 4);
    const fromR = load<f32>(send, 8);
    const nextL = remaining == 1 ? targetL : fromL + (targetL - fromL) * share;
    const nextR = remaining == 1 ? targetR : fromR + (targetR - fromR) * share;
    store<f32>(send, nextL, 4);
    store<f32>(send, nextR, 8);
    store<f32>(gain, nextL, CURRENT);
    store<f32>(gain, nextR, CURRENT + MAX_CHANNELS * 4);
    const stepL = (nextL - fromL) * <f32>(1.0 / 16.0);
    const stepR = (nextR - fromR) * <f32>(1.0 / 16.0);
    const fourL = f32x4.splat(4 * stepL);
    const fourR = f32x4.splat(4 * stepR);
    let left = f32x4.add(f32x4.splat(fromL), f32x4.mul(f32x4.splat(stepL), ascent));
    let right = f32x4.add(f32x4.splat(fromR), f32x4.mul(f32x4.splat(stepR), ascent));
    const a = v128.load(lane);
    l0 = f32x4.add(l0, f32x4.mul(a, left));
    r0 = f32x4.add(r0, f32x4.mul(a, right));
    left = f32x4.add(left, fourL);
    right = f32x4.add(right, fourR);
    const b = v128.load(lane, 16);
    l1 = f32x4.add(l1, f32x4.mul(b, left));
    r1 = f32x4.add(r1, f32x4.mul(b, right));
    left = f32x4.add(left, fourL);
    right = f32x4.add(right, fourR);
    const c = v128.load(lane, 32);
    l2 = f32x4.add(l2, f32x4.mul(c, left));
    r2 = f32x4.add(r2, f32x4.mul(c, right));
    left = f32x4.add(left, fourL);
    right = f32x4.add(right, fourR);
    const d = v128.load(lane, 48);
    l3 = f32x4.add(l3, f32x4.mul(d, left));
    r3 = f32x4.add(r3, f32x4.mul(d, right));
  }
  store<i32>(own + RAMP_LEFT, remaining - 1);
  if (remaining == 1) listSends(own);
  limit(bus, own, to, l0, l1, l2, l3, r0, r1, r2, r3);
}

/** Mixes one staged chunk into one bus. */
function mixBus(bus: i32, position: i32, frames: i32): void {
  const base = busAt(bus);
  const own = privateAt(bus);
  adopt(base, own);
  let block = STAGING;
  for (let frame = 0; frame < frames; frame += BLOCK_FRAMES) {
    const to = outAt(bus, position + frame - LOOK_AHEAD);
    const left = load<i32>(own + RAMP_LEFT);
    if (left == 0) mixBlock(base, own, block, to);
    else rampBlock(base, own, block, to, left);
    block += STAGING_BLOCK;
  }
}

/** Handles state changes of a bus. Returns whether it plays. */
function plays(bus: i32, position: i32): bool {
  const state = busAt(bus) + BUS_WORD_STATE * 4;
  const now = atomic.load<i32>(state);
  if (now == BUS_STATE_PLAYING) return true;
  if (now == BUS_STATE_STARTING) {
    start(busAt(bus), privateAt(bus), position);
    // Fails only if the listener has already left: then the bus is freed next time.
    return atomic.cmpxchg<i32>(state, BUS_STATE_STARTING, BUS_STATE_PLAYING) == BUS_STATE_STARTING;
  }
  // The main thread may have freed the bus already, and given it to another listener.
  if (now == BUS_STATE_LEAVING) atomic.cmpxchg<i32>(state, BUS_STATE_LEAVING, BUS_STATE_FREE);
  return false;
}

/**
 * Mixes `frames` (a multiple of 16) from ring position `position` (likewise) into every active bus. The output lies
 * LOOK_AHEAD frames earlier: it begins at `position − LOOK_AHEAD`. The caller then advances OUT_POS.
 */
export function mix(position: i32, frames: i32): void {
  const buses = atomic.load<i32>(engineWord(ENGINE_WORD_BUSES));
  const channels = min(MAX_CHANNELS, load<i32>(RING_OFFSET + RING_WORD_CHANNELS * 4));
  for (let done = 0; done < frames; done += CHUNK_FRAMES) {
    const chunk = min(CHUNK_FRAMES, frames - done);
    stage(position + done, chunk, channels);
    processStrips(position + done, chunk, channels);
    for (let bus = 0; bus < buses; bus++) {
      if (plays(bus, position + done)) mixBus(bus, position + done, chunk);
    }
  }
}

/**
 * Handles lost sound from ring position `position` to `next`. Every bus fades out what its look-ahead still holds,
 * plays silence up to `next − LOOK_AHEAD`, and fades in again from there.
 */
export function skip(position: i32, next: i32): void {
  const buses = atomic.load<i32>(engineWord(ENGINE_WORD_BUSES));
  // Older silence would lie outside the output ring.
  const from = next - position > OUT_CAPACITY ? next - OUT_CAPACITY : position;
  memory.fill(STAGING, 0, (CHUNK_FRAMES / BLOCK_FRAMES) * STAGING_BLOCK);
  restartStrips();
  for (let bus = 0; bus < buses; bus++) {
    if (!plays(bus, next)) continue;
    const base = busAt(bus);
    const own = privateAt(bus);
    fadeOut(own);
    memory.fill(own + CURRENT, 0, PLAN_BYTES);
    store<i32>(own + SENDS_END, own + SENDS);
    store<i32>(own + RAMP_LEFT, 0);
    for (let at = from; at != next; at += BLOCK_FRAMES) mixBlock(base, own, STAGING, outAt(bus, at - LOOK_AHEAD));
    store<i32>(own + RAMP_LEFT, rampBlocks);
    listSends(own);
  }
}
