/**
 * The strips of the inputs, between the staging area and the buses, four inputs at a time. The order is polarity,
 * high-pass, gate, compressor, four bands. A group without an active strip costs one comparison.
 *
 * The two of a stereo pair may be in different groups, and each must know the other's level. Then both groups wait
 * behind their high-pass, in rooms of their own, until all groups have come so far.
 *
 * Native clients of raw channels hear the strips too. While a group is active, its sound is also written to a ring
 * beside the capture ring. Before raw clients are sent there, its past is copied from the capture. After the strips
 * fall idle, it is kept up for one more length of the ring. So both hold the same samples when a client changes from
 * one to the other.
 */
import { adoptBank, bankActive, passRamp, restartBank } from './kernel-bank.as';
import { ACTIVE, BANK_SEEN, BANK_TAIL, POLARITY_BIT } from './kernel-bank-rows.as';
import { fillKeys, meetStrangers, runCompressors, runGates } from './kernel-dynamics.as';
import { COMP_BIT, cleanDynamics, GATE_BIT, hasStrangers, OWN_KEYS, OWN_LANES, WAITS } from './kernel-dynamics-bank.as';
import { cleanStates, runSections } from './kernel-filter.as';
import { sane } from './kernel-input.as';
import {
  BLOCK_FRAMES,
  RING_CAPACITY,
  RING_HEADER_BYTES,
  RING_OFFSET,
  STRIP_GROUPS,
  STRIP_OFFSET,
  STRIP_PLAN_BYTES,
  STRIP_SOUND_OFFSET,
  STRIP_WORD_PLAN_SEQ,
  STRIP_WORD_RAW_GROUPS,
} from './kernel-layout.as';
import {
  KEYS,
  LANE_BYTES,
  LANES,
  PLAN_COPY,
  STAGING,
  STAGING_BLOCK,
  stripBankAt,
  stripPlansAt,
} from './kernel-memory.as';

const GROUP_BYTES: i32 = 4 * LANE_BYTES;
/** What comes before gate and compressor: polarity and high-pass. */
const BEFORE: i32 = POLARITY_BIT | 3;
const DYNAMICS: i32 = GATE_BIT | COMP_BIT;
const CAPTURED: i32 = RING_OFFSET + RING_HEADER_BYTES;
const RING_BYTES: i32 = RING_CAPACITY * 4;

/** The groups whose raw channels come from after the strips, bit n = group n. Any thread. */
export function rawGroups(): i32 {
  return atomic.load<i32>(STRIP_OFFSET + STRIP_WORD_RAW_GROUPS * 4);
}

/** Where the raw sound of a channel lies, by what `rawGroups` returned. */
export function rawLaneAt(channel: i32, groups: i32): i32 {
  const processed = ((groups >> (channel >> 2)) & 1) != 0;
  return (processed ? STRIP_SOUND_OFFSET : CAPTURED) + channel * RING_BYTES;
}

/** Adopts the newest plan of a group, if there is one. Never waits for the writer (see `adopt` in `kernel.as.ts`). */
function adopt(group: i32, bank: i32): void {
  const word = STRIP_OFFSET + (STRIP_WORD_PLAN_SEQ + group) * 4;
  const seq = atomic.load<i32>(word) & ~1;
  if (seq == load<i32>(bank, BANK_SEEN)) return;
  memory.copy(PLAN_COPY, stripPlansAt(group) + ((seq >> 1) & 1) * STRIP_PLAN_BYTES, STRIP_PLAN_BYTES);
  if (atomic.add<i32>(word, 0) - seq > 2) return;
  store<i32>(bank, seq, BANK_SEEN);
  adoptBank(bank, PLAN_COPY, group);
}

/** Copies the past of a group's capture to the sound after the strips. */
function copyPast(group: i32): void {
  const lanes = group * 4 * RING_BYTES;
  memory.copy(STRIP_SOUND_OFFSET + lanes, CAPTURED + lanes, 4 * RING_BYTES);
}

function setRaw(group: i32, processed: bool): void {
  const word = STRIP_OFFSET + STRIP_WORD_RAW_GROUPS * 4;
  if (processed) atomic.or<i32>(word, 1 << group);
  else atomic.and<i32>(word, ~(1 << group));
}

/** Four rows of 4 values at `from`, `stride` bytes apart, become four columns at `to`, `apart` bytes apart. */
function turn(from: i32, stride: i32, to: i32, apart: i32): void {
  const a = v128.load(from);
  const b = v128.load(from + stride);
  const c = v128.load(from + 2 * stride);
  const d = v128.load(from + 3 * stride);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, sane(v128.shuffle<i64>(ab, cd, 0, 2)));
  v128.store(to + apart, sane(v128.shuffle<i64>(ab, cd, 1, 3)));
  v128.store(to + 2 * apart, sane(v128.shuffle<i64>(abHigh, cdHigh, 0, 2)));
  v128.store(to + 3 * apart, sane(v128.shuffle<i64>(abHigh, cdHigh, 1, 3)));
}

/** Writes the staged sound of one group to the ring after the strips. */
function keep(group: i32, position: i32, frames: i32): void {
  for (let lane = 0; lane < 4; lane++) {
    let from = STAGING + group * GROUP_BYTES + lane * LANE_BYTES;
    const ring = STRIP_SOUND_OFFSET + (group * 4 + lane) * RING_BYTES;
    for (let frame = 0; frame < frames; frame += BLOCK_FRAMES) {
      const to = ring + ((position + frame) & (RING_CAPACITY - 1)) * 4;
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      v128.store(to, v128.load(from, 32), 32);
      v128.store(to, v128.load(from, 48), 48);
      from += STAGING_BLOCK;
    }
  }
}

/** Takes the staged sound of one group to `lanes`. */
function takeStaged(group: i32, lanes: i32, frames: i32): void {
  const staged = STAGING + group * GROUP_BYTES;
  for (let frame = 0; frame < frames; frame += 4) {
    const from = staged + (frame >> 4) * STAGING_BLOCK + (frame & 15) * 4;
    turn(from, LANE_BYTES, lanes + frame * 16, 16);
  }
}

/** Sends one chunk of a group through gates, compressors and bands, and back to where it was staged. */
function finish(group: i32, bank: i32, lanes: i32, keys: i32, position: i32, frames: i32): void {
  const active = load<i32>(bank, ACTIVE);
  if ((active & GATE_BIT) != 0) runGates(bank, group, lanes, keys, frames);
  if ((active & COMP_BIT) != 0) runCompressors(bank, group, lanes, keys, frames);
  if ((active & DYNAMICS) != 0) {
    cleanDynamics(bank);
    runSections(bank, active & ~(BEFORE | DYNAMICS), lanes, frames);
  }
  cleanStates(bank);
  passRamp(bank, frames);
  const staged = STAGING + group * GROUP_BYTES;
  for (let frame = 0; frame < frames; frame += 4) {
    const to = staged + (frame >> 4) * STAGING_BLOCK + (frame & 15) * 4;
    turn(lanes + frame * 16, 16, to, LANE_BYTES);
  }
  keep(group, position, frames);
  if (((rawGroups() >> group) & 1) == 0) setRaw(group, true);
}

/** Begins with one chunk of a group, and finishes it unless it must wait for others. */
function processGroup(group: i32, bank: i32, position: i32, frames: i32): void {
  const active = load<i32>(bank, ACTIVE);
  const waits = (active & DYNAMICS) != 0 && hasStrangers(bank);
  const lanes = waits ? bank + OWN_LANES : LANES;
  takeStaged(group, lanes, frames);
  // Without gate and compressor all sections run at once, in pairs.
  runSections(bank, (active & DYNAMICS) == 0 ? active : active & BEFORE, lanes, frames);
  const keys = waits ? bank + OWN_KEYS : KEYS;
  if ((active & DYNAMICS) != 0) fillKeys(bank, lanes, keys, frames);
  store<i32>(bank, waits ? 1 : 0, WAITS);
  if (!waits) finish(group, bank, lanes, keys, position, frames);
}

/** Finishes the groups that wait for each other. */
function finishWaiting(groups: i32, position: i32, frames: i32): void {
  for (let group = 0; group < groups; group++) {
    const bank = stripBankAt(group);
    if (load<i32>(bank, WAITS) != 0) meetStrangers(bank, bank + OWN_KEYS, frames);
  }
  for (let group = 0; group < groups; group++) {
    const bank = stripBankAt(group);
    if (load<i32>(bank, WAITS) == 0) continue;
    store<i32>(bank, 0, WAITS);
    finish(group, bank, bank + OWN_LANES, bank + OWN_KEYS, position, frames);
  }
}

/** Sends one staged chunk, from ring position `position`, through the strips of `channels` inputs. */
export function processStrips(position: i32, frames: i32, channels: i32): void {
  const groups = min((channels + 3) >> 2, STRIP_GROUPS);
  let woken = false;
  let waiting = false;
  for (let group = 0; group < groups; group++) {
    const bank = stripBankAt(group);
    const tail = load<i32>(bank, BANK_TAIL);
    // Copying the past takes long, so at most one group wakes per chunk. Without a tail it is still flat, and can wait.
    if (woken && tail == 0) continue;
    adopt(group, bank);
    if (bankActive(bank)) {
      if (tail == 0) {
        copyPast(group);
        woken = true;
      }
      store<i32>(bank, RING_CAPACITY, BANK_TAIL);
      processGroup(group, bank, position, frames);
      waiting = waiting || load<i32>(bank, WAITS) != 0;
    } else if (tail > 0) {
      keep(group, position, frames);
      store<i32>(bank, max(0, tail - frames), BANK_TAIL);
      if (tail <= frames) setRaw(group, false);
    }
  }
  if (waiting) finishWaiting(groups, position, frames);
}

/** Begins anew after lost sound or on another source: no filter rings on, and raw channels have the capture's past. */
export function restartStrips(): void {
  for (let group = 0; group < STRIP_GROUPS; group++) {
    const bank = stripBankAt(group);
    restartBank(bank);
    if (load<i32>(bank, BANK_TAIL) > 0) copyPast(group);
  }
}
