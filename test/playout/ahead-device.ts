/**
 * The real `AheadPlayout` in simulated time. Around it are a device whose sound can be changed until it is played, a
 * network, and a page that stands still now and then.
 */
import { AheadPlayout, type SoundSink } from '../../src/playout/ahead.js';
import { LEAD_BOUNDS, type LeadBounds } from '../../src/playout/lead-bounds.js';
import type { PlayoutStats } from '../../src/playout/playout-types.js';
import { seeded } from '../harness/seeded.js';

const RATE = 48_000;
/** More frames than are ever written ahead. */
const RING = 1 << 16;

/** Keeps what is written, and plays it frame by frame. */
export class MemoryDevice implements SoundSink {
  /** Frames played so far; the next one can still be changed. */
  played = 0;
  /** Writes that changed a frame that was played already. */
  tooLate = 0;
  /** First frame of each write, from the frame that is played next on. */
  readonly ahead: number[] = [];
  readonly #left = new Float32Array(RING);
  readonly #right = new Float32Array(RING);
  #end = 0;

  write(at: number, left: Float32Array, right: Float32Array, from: number, to: number): void {
    if (at < this.played) this.tooLate++;
    this.ahead.push(at - this.played);
    const end = at + to - from;
    for (let frame = end; frame < this.#end; frame++) this.#set(frame, 0, 0);
    for (let i = from; i < to; i++) this.#set(at + i - from, left[i]!, right[i]!);
    this.#end = end;
  }

  /** Plays `frames` frames. */
  play(frames: number, heard: (left: number, right: number) => void): void {
    for (let i = 0; i < frames; i++) {
      const slot = this.played % RING;
      heard(this.#left[slot]!, this.#right[slot]!);
      this.#set(this.played++, 0, 0);
    }
  }

  #set(frame: number, left: number, right: number): void {
    this.#left[frame % RING] = left;
    this.#right[frame % RING] = right;
  }
}

interface AheadRun {
  readonly seconds: number;
  readonly seed?: number;
  readonly bounds?: LeadBounds;
  /** Mean of the exponential part of each packet's delay, ms. */
  readonly jitterMs?: number;
  readonly packetFrames?: number;
  /** Frames that the device takes at once. */
  readonly burst?: number;
  /** Times at which the page does nothing: start and end, ms. */
  readonly frozen?: readonly (readonly [number, number])[];
  /** Times at which no packet comes; those of that time come at its end. */
  readonly stalled?: readonly (readonly [number, number])[];
  /** Packets that never come. */
  readonly lost?: (packet: number) => boolean;
  /** Packets whose sound comes again with the next one. */
  readonly repaired?: boolean;
  /** Times at which the device stands still: start and end, ms. */
  readonly stands?: readonly (readonly [number, number])[];
  /** s16 sample of a frame; left. Right is its negative. */
  readonly signal: (index: number) => number;
  /** Called with each frame that is heard. */
  readonly onFrame?: (left: number, right: number, ms: number) => void;
  /** Called every ms with how far behind the source the device plays, ms. */
  readonly onDelay?: (ms: number, delayMs: number, stats: PlayoutStats) => void;
}

/** Runs in steps of 1/8 ms. Returns the device and the player at the end. */
export function runAhead(run: AheadRun): { device: MemoryDevice; playout: AheadPlayout } {
  const { jitterMs = 0.3, packetFrames = 240, burst = 128, signal } = run;
  const random = seeded(run.seed ?? 1);
  const device = new MemoryDevice();
  const playout = new AheadPlayout({ outputRate: RATE, bounds: run.bounds ?? LEAD_BOUNDS.normal }, device);
  const within = (spans: AheadRun['stands'], ms: number) => (spans ?? []).find(([from, to]) => ms >= from && ms < to);
  const packetMs = (packetFrames * 1000) / RATE;
  const waiting: number[] = [];
  let packet = 0;
  let lastArrival = 0;
  let nextArrival = Number.NaN;
  let due = 0;
  let lookedMs = Number.NEGATIVE_INFINITY;
  const arrivalOf = (number: number) => {
    const sentMs = (number + 1) * packetMs;
    const arrival = sentMs + 1 - jitterMs * Math.log(1 - random());
    lastArrival = Math.max(lastArrival, within(run.stalled, arrival)?.[1] ?? arrival);
    return lastArrival;
  };
  /** As the page sees it: the next burst begins here at the latest. */
  const position = () => device.played + Math.ceil(due);
  const push = (number: number, repaired: boolean, nowMs: number) => {
    const samples = new Int16Array(packetFrames * 2);
    const first = number * packetFrames;
    for (let i = 0; i < packetFrames; i++) {
      samples[2 * i] = signal(first + i);
      samples[2 * i + 1] = -signal(first + i);
    }
    const captureMs = ((first + packetFrames) * 1000) / RATE;
    const copies = run.repaired === true ? 1 : 0;
    playout.push(
      { epoch: 1, first, sampleRate: RATE, flags: 0, captureMs, samples, copies, repaired },
      position(),
      nowMs,
    );
  };
  nextArrival = arrivalOf(0);
  for (let step = 0; step < run.seconds * 8000; step++) {
    const ms = step / 8;
    if (within(run.stands, ms) === undefined) due += RATE / 8000;
    if (due >= burst) {
      device.play(burst, (left, right) => run.onFrame?.(left, right, ms));
      due -= burst;
    }
    while (nextArrival <= ms) {
      if (run.lost?.(packet) !== true) waiting.push(packet);
      nextArrival = arrivalOf(++packet);
    }
    if (within(run.frozen, ms) !== undefined) continue;
    for (const number of waiting.splice(0)) {
      if (run.repaired === true && number > 0 && run.lost?.(number - 1) === true) push(number - 1, true, ms);
      push(number, false, ms);
    }
    if (ms - lookedMs >= 100) {
      lookedMs = ms;
      playout.look(position(), ms);
    }
    if (step % 8 === 0 && playout.stats.state === 'playing') {
      const aheadMs = ((playout.frontier - position()) * 1000) / RATE;
      run.onDelay?.(ms, ms + aheadMs - playout.stats.captureMs, playout.stats);
    }
  }
  return { device, playout };
}
