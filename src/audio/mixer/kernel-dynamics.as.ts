/**
 * Gates and compressors of a bank, four independent lanes at a time, in place and without delay.
 *
 * Both act by a key: the level |x| after the high-pass, times the trim, of the louder one of a stereo pair. So a pair
 * has one gain.
 *
 * The gate opens when the key reaches its threshold. It closes once the key has been below a second threshold, 3 dB
 * lower, for the time of the hold. Its gain moves exponentially, and an open gate changes no sample.
 *
 * The compressor is the feed-forward design of Giannoulis, Massberg and Reiss. Source: "Digital dynamic range
 * compressor design: a tutorial and analysis", Journal of the AES 60 (2012). It has the soft-knee gain computer
 * (equation 4) in the log domain, then the smooth decoupled peak detector (equation 17) on the reduction:
 *
 *     peak' = max(reduction, peak + fall·(reduction − peak))
 *     out' = out + attack·(peak' − out)
 *
 * Every state is a mean of values between bounds, so nothing can run away. Parameters that change the sound at once
 * move sample by sample.
 */
import { advance, CURRENT, RAMP_LEFT, ROW } from './kernel-bank-rows.as';
import {
  COMP_ATTACK,
  COMP_FALL,
  COMP_KNEE,
  COMP_MAKEUP,
  COMP_ON,
  COMP_PEAK,
  COMP_REDUCTION,
  COMP_SLOPE,
  COMP_THRESHOLD,
  GATE_ATTACK,
  GATE_CLOSES,
  GATE_FLOOR,
  GATE_GAIN,
  GATE_HOLD,
  GATE_LEFT,
  GATE_ON,
  GATE_OPENS,
  GATE_RELEASE,
  LEVEL,
  NEIGHBOURS,
  STRANGERS,
  strangerLane,
} from './kernel-dynamics-bank.as';
import { raise } from './kernel-input.as';
import { BLOCK_FRAMES, STRIP_OFFSET, STRIP_WORD_COMP_REDUCTION, STRIP_WORD_GATE_REDUCTION } from './kernel-layout.as';
import { logOf, powerOf } from './kernel-log.as';

/** Above this an opening gate is open (0.001 dB). */
const NEARLY_OPEN: f32 = 0.9999;
/** Faintest level of the compressor's key, −120 dBFS. */
const FAINTEST_KEY: f32 = 1e-6;

/** The keys of `frames` rows, from the lanes of the inputs and of their partners in this group. */
export function fillKeys(bank: i32, lanes: i32, keys: i32, frames: i32): void {
  const neighbours = v128.load(bank, NEIGHBOURS);
  let gain = v128.load(bank, CURRENT + LEVEL);
  let remaining = load<i32>(bank, RAMP_LEFT);
  const size = frames * ROW;
  for (let block = 0; block < size; block += BLOCK_FRAMES * ROW) {
    const step = remaining > 0 ? advance(bank + LEVEL, 1 / <f32>remaining) : f32x4.splat(0);
    if (remaining > 0) remaining--;
    for (let at = block; at < block + BLOCK_FRAMES * ROW; at += ROW) {
      gain = f32x4.add(gain, step);
      const level = f32x4.mul(gain, f32x4.abs(v128.load(lanes + at)));
      v128.store(keys + at, f32x4.max(level, i8x16.swizzle(level, neighbours)));
    }
  }
}

/** Partners in other groups that wait count too. Their keys may have met these already: the louder one stays it. */
export function meetStrangers(bank: i32, keys: i32, frames: i32): void {
  for (let lane = 0; lane < ROW; lane += 4) {
    const input = load<i32>(bank + lane, STRANGERS);
    const from = input < 0 ? 0 : strangerLane(input);
    if (from == 0) continue;
    for (let at = 0; at < frames * ROW; at += ROW) {
      const key = keys + lane + at;
      store<f32>(key, max(load<f32>(key), load<f32>(from + at)));
    }
  }
}

/** Raises the reductions of the four inputs of `group`, in halvings. */
function show(word: i32, group: i32, reduction: v128): void {
  const first = STRIP_OFFSET + (word + group * 4) * 4;
  raise(first, f32x4.extract_lane(reduction, 0));
  raise(first + 4, f32x4.extract_lane(reduction, 1));
  raise(first + 8, f32x4.extract_lane(reduction, 2));
  raise(first + 12, f32x4.extract_lane(reduction, 3));
}

/**
 * The gates over `frames` rows. `remaining` above 0: they are one block of a ramp that has so many left. Returns the
 * least gain.
 */
function gateRows(bank: i32, lanes: i32, keys: i32, frames: i32, remaining: i32): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const nearly = f32x4.splat(NEARLY_OPEN);
  let on = v128.load(bank, CURRENT + GATE_ON);
  let floor = v128.load(bank, CURRENT + GATE_FLOOR);
  const stepOn = remaining > 0 ? advance(bank + GATE_ON, 1 / <f32>remaining) : zero;
  const stepFloor = remaining > 0 ? advance(bank + GATE_FLOOR, 1 / <f32>remaining) : zero;
  const opens = v128.load(bank, CURRENT + GATE_OPENS);
  const closes = v128.load(bank, CURRENT + GATE_CLOSES);
  const attack = v128.load(bank, CURRENT + GATE_ATTACK);
  const release = v128.load(bank, CURRENT + GATE_RELEASE);
  const hold = v128.load(bank, CURRENT + GATE_HOLD);
  let gain = v128.load(bank, GATE_GAIN);
  let left = v128.load(bank, GATE_LEFT);
  let least = one;
  for (let at = 0; at < frames * ROW; at += ROW) {
    on = f32x4.add(on, stepOn);
    floor = f32x4.add(floor, stepFloor);
    const key = v128.load(keys + at);
    const armed = f32x4.ge(key, v128.bitselect(closes, opens, f32x4.gt(left, zero)));
    left = v128.bitselect(hold, f32x4.max(f32x4.sub(left, one), zero), armed);
    const open = v128.or(armed, f32x4.gt(left, zero));
    const way = f32x4.sub(v128.bitselect(one, floor, open), gain);
    gain = f32x4.add(gain, f32x4.mul(v128.bitselect(attack, release, f32x4.gt(way, zero)), way));
    gain = v128.bitselect(one, gain, v128.and(open, f32x4.gt(gain, nearly)));
    const out = f32x4.add(one, f32x4.mul(on, f32x4.sub(gain, one)));
    least = f32x4.min(least, out);
    v128.store(lanes + at, f32x4.mul(v128.load(lanes + at), out));
    v128.store(keys + at, f32x4.mul(key, out));
  }
  v128.store(bank, gain, GATE_GAIN);
  v128.store(bank, left, GATE_LEFT);
  return least;
}

/** Sends one chunk of `frames` rows through the gates. */
export function runGates(bank: i32, group: i32, lanes: i32, keys: i32, frames: i32): void {
  let least = f32x4.splat(1);
  let remaining = load<i32>(bank, RAMP_LEFT);
  let done = 0;
  for (; done < frames && remaining > 0; done += BLOCK_FRAMES) {
    least = f32x4.min(least, gateRows(bank, lanes + done * ROW, keys + done * ROW, BLOCK_FRAMES, remaining));
    remaining--;
  }
  if (done < frames) {
    least = f32x4.min(least, gateRows(bank, lanes + done * ROW, keys + done * ROW, frames - done, 0));
  }
  show(STRIP_WORD_GATE_REDUCTION, group, f32x4.neg(logOf(f32x4.max(least, f32x4.splat(FAINTEST_KEY)))));
}

/** What the static curve takes from a key: bent over the knee from `low` to `low + knee`, straight above. */
function curve(key: v128, low: v128, knee: v128, bend: v128, slope: v128): v128 {
  const over = f32x4.sub(logOf(f32x4.max(key, f32x4.splat(FAINTEST_KEY))), low);
  const bent = f32x4.max(f32x4.min(over, knee), f32x4.splat(0));
  const straight = f32x4.max(f32x4.sub(over, knee), f32x4.splat(0));
  return f32x4.mul(slope, f32x4.add(f32x4.mul(f32x4.mul(bent, bent), bend), straight));
}

/** 1 / (2·knee); without a knee nothing is bent, and any number will do. */
function bendOf(knee: v128): v128 {
  return f32x4.div(f32x4.splat(0.5), f32x4.max(knee, f32x4.splat(1e-6)));
}

/** Where the knee begins. */
function lowOf(threshold: v128, knee: v128): v128 {
  return f32x4.sub(threshold, f32x4.mul(f32x4.splat(0.5), knee));
}

/** `from`, `share` of the way nearer to `to`. */
function towards(from: v128, to: v128, share: v128): v128 {
  return f32x4.add(from, f32x4.mul(share, f32x4.sub(to, from)));
}

/** Turns the row at `address` by so many doublings. */
function turn(address: i32, doublings: v128): void {
  v128.store(address, f32x4.mul(v128.load(address), powerOf(doublings)));
}

/** The compressors over `frames` rows with constant parameters. Returns the largest reduction. */
function compressRows(bank: i32, lanes: i32, keys: i32, frames: i32): v128 {
  const on = v128.load(bank, CURRENT + COMP_ON);
  const slope = v128.load(bank, CURRENT + COMP_SLOPE);
  const knee = v128.load(bank, CURRENT + COMP_KNEE);
  const makeup = v128.load(bank, CURRENT + COMP_MAKEUP);
  const attack = v128.load(bank, CURRENT + COMP_ATTACK);
  const fall = v128.load(bank, CURRENT + COMP_FALL);
  const low = lowOf(v128.load(bank, CURRENT + COMP_THRESHOLD), knee);
  const bend = bendOf(knee);
  let peak = v128.load(bank, COMP_PEAK);
  let down = v128.load(bank, COMP_REDUCTION);
  let most = f32x4.splat(0);
  for (let at = 0; at < frames * ROW; at += ROW) {
    const wanted = curve(v128.load(keys + at), low, knee, bend, slope);
    peak = f32x4.max(wanted, towards(peak, wanted, fall));
    down = towards(down, peak, attack);
    most = f32x4.max(most, f32x4.mul(on, down));
    turn(lanes + at, f32x4.mul(on, f32x4.sub(makeup, down)));
  }
  v128.store(bank, peak, COMP_PEAK);
  v128.store(bank, down, COMP_REDUCTION);
  return most;
}

/** The same over one block of a ramp that has `remaining` blocks left. */
function rampCompressors(bank: i32, lanes: i32, keys: i32, remaining: i32): v128 {
  const share: f32 = 1 / <f32>remaining;
  let on = v128.load(bank, CURRENT + COMP_ON);
  let threshold = v128.load(bank, CURRENT + COMP_THRESHOLD);
  let slope = v128.load(bank, CURRENT + COMP_SLOPE);
  let knee = v128.load(bank, CURRENT + COMP_KNEE);
  let makeup = v128.load(bank, CURRENT + COMP_MAKEUP);
  const stepOn = advance(bank + COMP_ON, share);
  const stepThreshold = advance(bank + COMP_THRESHOLD, share);
  const stepSlope = advance(bank + COMP_SLOPE, share);
  const stepKnee = advance(bank + COMP_KNEE, share);
  const stepMakeup = advance(bank + COMP_MAKEUP, share);
  const attack = v128.load(bank, CURRENT + COMP_ATTACK);
  const fall = v128.load(bank, CURRENT + COMP_FALL);
  let peak = v128.load(bank, COMP_PEAK);
  let down = v128.load(bank, COMP_REDUCTION);
  let most = f32x4.splat(0);
  for (let at = 0; at < BLOCK_FRAMES * ROW; at += ROW) {
    on = f32x4.add(on, stepOn);
    threshold = f32x4.add(threshold, stepThreshold);
    slope = f32x4.add(slope, stepSlope);
    knee = f32x4.add(knee, stepKnee);
    makeup = f32x4.add(makeup, stepMakeup);
    const wanted = curve(v128.load(keys + at), lowOf(threshold, knee), knee, bendOf(knee), slope);
    peak = f32x4.max(wanted, towards(peak, wanted, fall));
    down = towards(down, peak, attack);
    most = f32x4.max(most, f32x4.mul(on, down));
    turn(lanes + at, f32x4.mul(on, f32x4.sub(makeup, down)));
  }
  v128.store(bank, peak, COMP_PEAK);
  v128.store(bank, down, COMP_REDUCTION);
  return most;
}

/** Sends one chunk of `frames` rows through the compressors. */
export function runCompressors(bank: i32, group: i32, lanes: i32, keys: i32, frames: i32): void {
  let most = f32x4.splat(0);
  let remaining = load<i32>(bank, RAMP_LEFT);
  let done = 0;
  for (; done < frames && remaining > 0; done += BLOCK_FRAMES) {
    most = f32x4.max(most, rampCompressors(bank, lanes + done * ROW, keys + done * ROW, remaining));
    remaining--;
  }
  if (done < frames) most = f32x4.max(most, compressRows(bank, lanes + done * ROW, keys + done * ROW, frames - done));
  show(STRIP_WORD_COMP_REDUCTION, group, most);
}
