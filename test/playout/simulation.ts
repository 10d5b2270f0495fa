/**
 * A box, a network and a device in simulated time, around the real `Playout`. Everything random comes from one seed,
 * so a run can be repeated.
 */

import { WebFlag } from '../../src/audio/stream/web/web-packet.js';
import { LEAD_BOUNDS, type LeadBounds } from '../../src/playout/lead-bounds.js';
import { Playout } from '../../src/playout/playout.js';
import type { PlayoutStats } from '../../src/playout/playout-types.js';
import { seeded } from '../harness/seeded.js';

/** What happens between box and device, ms. Packets never overtake each other, as over TCP. */
export interface NetworkModel {
  /** Mean of the exponential part of each packet's delay. */
  readonly jitterMs: number;
  /**
   * Times at which nothing gets through: mean distance, shortest and longest. At the end of
   * one, the box drops packets older than 60 ms.
   */
  readonly stalls?: readonly { readonly everyMs: number; readonly fromMs: number; readonly toMs: number }[];
  /** Share of packets that never arrive. */
  readonly loss?: number;
}

export const NETWORKS = {
  calm: { jitterMs: 0.5 },
  jitter: { jitterMs: 3, stalls: [{ everyMs: 5000, fromMs: 40, toMs: 40 }] },
  /** Shaped after published pings: median 4 ms, 95 % under 8, 99 % under 51, 18 spikes over 100 ms in 10 minutes. */
  wifi: {
    jitterMs: 2.2,
    stalls: [
      { everyMs: 2500, fromMs: 15, toMs: 60 },
      { everyMs: 33_000, fromMs: 100, toMs: 250 },
    ],
  },
  loss: { jitterMs: 1, loss: 0.02 },
} as const satisfies Record<string, NetworkModel>;

export interface SimulationOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly network: NetworkModel;
  /** How much faster the box's clock runs than the device's, parts per million. */
  readonly driftPpm?: number;
  /** Hertz; all times scale, so long runs may use a low rate. */
  readonly rate?: number;
  readonly outputRate?: number;
  readonly packetMs?: number;
  readonly blockMs?: number;
  /** Mean of the exponential time by which each render call comes later than an even device would ask, ms. */
  readonly callsLateMs?: number;
  readonly bounds?: LeadBounds;
  /** Steps of the clock that the player reads, ms: 1 on the browser's audio thread. */
  readonly clockStepMs?: number;
  /** No more stalls from this second on. */
  readonly calmAfterSecond?: number;
  /** Additional network delay from this second on, ms. */
  readonly step?: { readonly atSecond: number; readonly ms: number };
  /** The device skips this much output at these times; `slip`: without saying so, as if its clock stood still. */
  readonly deviceGaps?: readonly { readonly atSecond: number; readonly ms: number; readonly slip?: boolean }[];
  /** s16 sample of frame `index`; left. Right is its negative. Default silence. */
  readonly signal?: (index: number) => number;
  readonly onRender?: (view: RenderView) => void;
  /** Called once per simulated second; may change the floor. */
  readonly onSecond?: (second: number, playout: Playout) => void;
}

/** What an observer sees after each render call. `left` and `right` are reused. */
interface RenderView {
  readonly nowMs: number;
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly stats: PlayoutStats;
}

export interface SimulationResult {
  readonly stats: PlayoutStats;
  /** Capture → render call, ms, once per second while playing. */
  readonly delaysMs: readonly number[];
  readonly ppms: readonly number[];
  readonly concealedMs: number;
  readonly silentMs: number;
}

interface Stall {
  nextMs: number;
  untilMs: number;
}

export function simulate(options: SimulationOptions): SimulationResult {
  const rate = options.rate ?? 48_000;
  const outputRate = options.outputRate ?? rate;
  const random = seeded(options.seed);
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  const packetFrames = Math.round(((options.packetMs ?? 10) * rate) / 1000);
  const blockFrames = Math.max(1, Math.round(((options.blockMs ?? 128 / 48) * outputRate) / 1000));
  const sourceRate = rate * (1 + (options.driftPpm ?? 0) * 1e-6);
  const playout = new Playout({ outputRate, bounds: options.bounds ?? LEAD_BOUNDS.normal });
  const left = new Float32Array(blockFrames);
  const right = new Float32Array(blockFrames);
  const samples = new Int16Array(packetFrames * 2);
  const specs = options.network.stalls ?? [];
  const stalls: Stall[] = specs.map((spec) => ({ nextMs: exponential(spec.everyMs), untilMs: 0 }));
  const gaps = [...(options.deviceGaps ?? [])];
  const delaysMs: number[] = [];
  const ppms: number[] = [];

  const step = options.clockStepMs ?? 0;
  const read = (ms: number) => (step > 0 ? Math.floor(ms / step) * step : ms);

  let packet = 0;
  let lastArrival = 0;
  let dropped = false;
  /** Arrival time of packet `number`, or −1 when it never comes. */
  const arrivalOf = (number: number): number => {
    const sentMs = ((number + 1) * packetFrames * 1000) / sourceRate;
    const step = options.step && sentMs >= options.step.atSecond * 1000 ? options.step.ms : 0;
    let arrival = sentMs + 2 + step + exponential(options.network.jitterMs);
    stalls.forEach((stall, index) => {
      const spec = specs[index]!;
      if (sentMs >= stall.nextMs && sentMs < (options.calmAfterSecond ?? Number.POSITIVE_INFINITY) * 1000) {
        stall.untilMs = stall.nextMs + spec.fromMs + random() * (spec.toMs - spec.fromMs);
        stall.nextMs = stall.untilMs + exponential(spec.everyMs);
      }
      arrival = Math.max(arrival, stall.untilMs);
    });
    if (arrival - sentMs - step > 60 + 8 || random() < (options.network.loss ?? 0)) return -1;
    return Math.max(arrival, lastArrival);
  };

  let nextArrival = arrivalOf(0);
  let rendered = 0;
  let skippedFrames = 0;
  let second = 0;
  let calledMs = 0;
  for (;;) {
    const evenMs = ((rendered + skippedFrames) * 1000) / outputRate;
    if (evenMs >= options.seconds * 1000) break;
    if (options.callsLateMs) calledMs = Math.max(calledMs, evenMs + exponential(options.callsLateMs));
    const nowMs = options.callsLateMs ? calledMs : evenMs;
    while (nextArrival < 0 || nextArrival <= nowMs) {
      if (nextArrival < 0) {
        dropped = true;
      } else {
        lastArrival = nextArrival;
        const first = packet * packetFrames;
        if (options.signal) {
          for (let i = 0; i < packetFrames; i++) {
            const value = options.signal(first + i);
            samples[2 * i] = value;
            samples[2 * i + 1] = -value;
          }
        }
        playout.push(
          {
            epoch: 1,
            first,
            sampleRate: rate,
            flags: (packet === 0 ? WebFlag.discontinuity : 0) | (dropped ? WebFlag.dropped : 0),
            captureMs: ((first + packetFrames) * 1000) / sourceRate,
            samples,
          },
          read(nextArrival),
        );
        dropped = false;
      }
      packet++;
      nextArrival = arrivalOf(packet);
    }
    let lost = 0;
    let slip = false;
    if (gaps.length > 0 && nowMs >= gaps[0]!.atSecond * 1000) {
      const gap = gaps.shift()!;
      lost = Math.round((gap.ms * outputRate) / 1000);
      slip = gap.slip === true;
    }
    skippedFrames += lost;
    playout.render(left, right, blockFrames, read(nowMs + (lost * 1000) / outputRate), slip ? 0 : lost);
    rendered += blockFrames;
    options.onRender?.({ nowMs, left, right, stats: playout.stats });
    if (nowMs >= (second + 1) * 1000) {
      second++;
      if (playout.stats.state === 'playing') delaysMs.push(nowMs - playout.stats.captureMs);
      ppms.push(playout.stats.ppm);
      options.onSecond?.(second, playout);
    }
  }
  return {
    stats: playout.stats,
    delaysMs,
    ppms,
    concealedMs: (playout.stats.concealedFrames * 1000) / outputRate,
    silentMs: (playout.stats.silentFrames * 1000) / outputRate,
  };
}

/** The `share` quantile of `values` (0.5 = median). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
