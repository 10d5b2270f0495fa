/**
 * The law of playout in simulated time, without sound and without a machine: a source, a network, a device's clock, and
 * `LeadLaw` between them. An hour takes about a second. Everything random comes from one seed.
 */
import type { LeadBounds } from '../../src/playout/lead-bounds.js';
import { LeadLaw } from '../../src/playout/lead-law.js';

/** Frames per second; a frame is 0.02 ms here. */
const RATE = 48_000;
/** Frames that the device asks for at a time. */
const QUANTUM = 128;

/** What happens between box and device. Packets never overtake each other. */
export interface LawNetwork {
  /** Mean of the exponential part of each packet's delay, ms. */
  readonly jitterMs: number;
  /** Share of packets that never come. */
  readonly loss: number;
  /** Times at which nothing gets through: mean distance, shortest and longest, ms. */
  readonly stalls?: { readonly everyMs: number; readonly fromMs: number; readonly toMs: number };
}

export const LAW_NETWORKS = {
  clean: { jitterMs: 0, loss: 0 },
  loss1: { jitterMs: 0.5, loss: 0.01 },
  jitter5: { jitterMs: 2.2, loss: 0.01, stalls: { everyMs: 400, fromMs: 3, toMs: 8 } },
  wifi: { jitterMs: 2.2, loss: 0.01, stalls: { everyMs: 2500, fromMs: 15, toMs: 40 } },
} as const satisfies Record<string, LawNetwork>;

/** Linear congruence: the same numbers as in the study whose gaps per minute are the yardstick. */
function congruence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** When the packets of a network arrive: a pure sequence. Times in ms; Infinity for a packet that never comes. */
class PacketTimes {
  /** Nothing gets through before this. */
  heldUntil = 0;
  /** Each packet takes this much longer. */
  slowerMs = 0;
  readonly #network: LawNetwork;
  readonly #everyMs: number;
  readonly #random: () => number;
  #sent = 0;
  #last = 0;
  #stallNext: number;
  #stallUntil = 0;

  constructor(network: LawNetwork, everyMs: number, seed: number) {
    this.#network = network;
    this.#everyMs = everyMs;
    this.#random = congruence(seed);
    this.#stallNext = network.stalls ? this.#exponential(network.stalls.everyMs) : Number.POSITIVE_INFINITY;
  }

  next(): number {
    const { jitterMs, loss, stalls } = this.#network;
    const at = this.#sent++ * this.#everyMs;
    let arrival = at + this.slowerMs + (jitterMs > 0 ? this.#exponential(jitterMs) : 0);
    if (stalls && at >= this.#stallNext) {
      this.#stallUntil = at + stalls.fromMs + this.#random() * (stalls.toMs - stalls.fromMs);
      this.#stallNext = this.#stallUntil + this.#exponential(stalls.everyMs);
    }
    arrival = Math.max(arrival, this.#stallUntil);
    if (this.#random() < loss) return Number.POSITIVE_INFINITY;
    this.#last = Math.max(this.#last, arrival, this.heldUntil);
    return this.#last;
  }

  #exponential(mean: number): number {
    return -mean * Math.log(1 - this.#random());
  }
}

/** Gaps per minute of a player that keeps each of `leads` (ms over the fastest packet) for ever: the yardstick. */
export function gapsAtFixedLeads(
  network: LawNetwork,
  packetMs: number,
  copies: number,
  leads: readonly number[],
  minutes: number,
  seed = 1,
): number[] {
  const times = new PacketTimes(network, packetMs, seed);
  const arrivals = Float64Array.from({ length: Math.floor((minutes * 60_000) / packetMs) }, () => times.next());
  return leads.map((lead) => {
    let gaps = 0;
    let before = false;
    for (let i = 0; i + copies < arrivals.length; i++) {
      let came = arrivals[i]!;
      for (let k = 1; k <= copies; k++) came = Math.min(came, arrivals[i + k]!);
      const gap = came > i * packetMs + lead;
      if (gap && !before) gaps++;
      before = gap;
    }
    return gaps / minutes;
  });
}

/** One thing that happens once, `atSecond`. */
export type LawEvent = { readonly atSecond: number } & (
  | { readonly kind: 'network-stall'; readonly ms: number }
  /** The device's clock stands still, and then goes on: sound stays late by that much. */
  | { readonly kind: 'clock-slip'; readonly ms: number }
  /** The device skips output and says so. */
  | { readonly kind: 'skipped-output'; readonly ms: number }
  /** The page stands still: it takes no packet and asks for no sound. Then it catches up with both. */
  | { readonly kind: 'page-stall'; readonly ms: number }
  /** Each packet takes that much longer from now on. */
  | { readonly kind: 'slower-network'; readonly ms: number }
  | { readonly kind: 'bounds'; readonly bounds: LeadBounds }
);

export interface LawOptions {
  readonly network: LawNetwork;
  readonly bounds: LeadBounds;
  readonly packetMs: number;
  /** How many later packets carry each packet again. */
  readonly copies: number;
  readonly minutes: number;
  readonly seed?: number;
  /** How much faster the box's clock runs than the device's, parts per million. */
  readonly driftPpm?: number;
  readonly events?: readonly LawEvent[];
}

export interface LawResult {
  /** Lead over the fastest packet, every 20 ms, ms; NaN before sound starts. */
  readonly leadsMs: Float64Array;
  /** Target of each 20 ms, ms. */
  readonly targetsMs: Float64Array;
  /** Gaps in the sound, and sound that was missing, ms. */
  readonly gaps: number;
  readonly missingMs: number;
  readonly stepsDown: number;
  readonly stepsUp: number;
  readonly jumps: number;
  /** Largest step that was no jump, ms. */
  readonly largestStepMs: number;
  /** Longest time with more than 10 ms above the target, ms. */
  readonly longestExcessMs: number;
  /** Speed correction at the end, ppm. */
  readonly ppm: number;
}

/** Samples of `leadsMs` per second. */
export const LEADS_PER_SECOND = 50;

export function simulateLaw(options: LawOptions): LawResult {
  const { network, bounds, packetMs, copies, minutes } = options;
  const events = [...(options.events ?? [])].sort((a, b) => a.atSecond - b.atSecond);
  const law = new LeadLaw(bounds);
  const packetFrames = (packetMs * RATE) / 1000;
  const samples = Math.floor(minutes * 60 * LEADS_PER_SECOND);
  const leadsMs = new Float64Array(samples);
  const targetsMs = new Float64Array(samples);
  const quantumMs = (QUANTUM * 1000) / RATE;

  const sendEvery = packetMs / (1 + (options.driftPpm ?? 0) * 1e-6);
  const times = new PacketTimes(network, sendEvery, options.seed ?? 1);

  // Arrival of each unit of sound, by itself or as a copy, ms; a ring.
  const RING = 4096;
  const came = new Float64Array(RING).fill(Number.POSITIVE_INFINITY);
  let nextPacket = 0;
  let nextArrival = times.next();

  let clock = 0;
  /** The clock at `deviceMs`. */
  let blockClock = 0;
  let position = 0;
  let started = false;
  let unit = 0;
  let inGap = false;
  let gaps = 0;
  let missing = 0;
  let stepsDown = 0;
  let stepsUp = 0;
  let jumps = 0;
  let largestStepMs = 0;
  let excessSince = Number.NaN;
  let longestExcessMs = 0;
  let sample = 0;
  let deviceMs = 0;
  let pagePausedUntil = 0;

  const take = (untilMs: number, seenMs: number) => {
    while (nextArrival <= untilMs || nextArrival === Number.POSITIVE_INFINITY) {
      const number = nextPacket++;
      came[(number + 1) % RING] = Number.POSITIVE_INFINITY;
      if (nextArrival < Number.POSITIVE_INFINITY) {
        const at = Math.max(nextArrival, seenMs);
        for (let back = 0; back <= copies && back <= number; back++) {
          const slot = (number - back) % RING;
          came[slot] = Math.min(came[slot]!, at);
        }
        const evenly = Math.min(clock, blockClock + ((at - deviceMs) * RATE) / 1000);
        law.arrived(number * packetFrames, packetFrames, evenly, RATE, copies, at);
      }
      nextArrival = times.next();
    }
  };

  for (; sample < samples; deviceMs += quantumMs) {
    const event = events[0];
    if (event && deviceMs >= event.atSecond * 1000) {
      events.shift();
      if (event.kind === 'network-stall') times.heldUntil = deviceMs + event.ms;
      else if (event.kind === 'slower-network') times.slowerMs += event.ms;
      else if (event.kind === 'bounds') law.setBounds(event.bounds);
      else if (event.kind === 'page-stall') pagePausedUntil = deviceMs + event.ms;
      else {
        if (event.kind === 'skipped-output') clock += (event.ms * RATE) / 1000;
        deviceMs += event.ms;
      }
    }
    blockClock = clock;
    if (deviceMs >= pagePausedUntil) take(deviceMs, pagePausedUntil);

    // The device takes a block.
    if (!started && !Number.isNaN(law.fastestMs)) {
      position = ((law.fastestMs - law.targetMs) * RATE) / 1000 + clock;
      started = position >= 0;
      unit = Math.ceil(position / packetFrames);
    }
    clock += QUANTUM;
    if (started) {
      const from = position;
      position += QUANTUM * (1 + law.ppm * 1e-6);
      for (; unit * packetFrames < position; unit++) {
        const due = deviceMs + ((unit * packetFrames - from) * 1000) / RATE;
        if (due >= nextArrival) take(due, 0);
        const gap = came[unit % RING]! > due;
        if (gap) missing++;
        if (gap && !inGap) gaps++;
        inGap = gap;
      }
      const move = law.step(law.excessMs(((clock - position) * 1000) / RATE, 0), deviceMs);
      if (move !== 0) {
        position += (move * RATE) / 1000;
        law.corrected(deviceMs);
        if (move > 2.5) jumps++;
        else {
          largestStepMs = Math.max(largestStepMs, Math.abs(move));
          if (move > 0) stepsDown++;
          else stepsUp++;
        }
        // Sound that is skipped is not due, and sound that is repeated was there.
        unit = Math.max(unit, Math.ceil(position / packetFrames));
      }
    }
    // The true one: from the moment at which the fastest network would bring the sound at `position`.
    const sentMs = (position / packetFrames) * sendEvery + times.slowerMs;
    const lead = started ? deviceMs + quantumMs - sentMs : Number.NaN;
    if (lead - law.targetMs > 10) {
      if (Number.isNaN(excessSince)) excessSince = deviceMs;
      longestExcessMs = Math.max(longestExcessMs, deviceMs - excessSince);
    } else excessSince = Number.NaN;
    while (sample < samples && deviceMs >= (sample * 1000) / LEADS_PER_SECOND) {
      leadsMs[sample] = lead;
      targetsMs[sample] = law.targetMs;
      sample++;
    }
  }
  return {
    leadsMs,
    targetsMs,
    gaps,
    missingMs: missing * packetMs,
    stepsDown,
    stepsUp,
    jumps,
    largestStepMs,
    longestExcessMs,
    ppm: law.ppm,
  };
}
