/**
 * The vectors of the law: what each of its parts answers to given inputs. `docs/native-vectors/law.json` holds them for
 * clients in other languages; the app's Java is checked by them.
 */
import { ClockFollower } from '../../src/playout/clock-follower.js';
import { Corrections } from '../../src/playout/corrections.js';
import { Haste } from '../../src/playout/haste.js';
import type { LeadBounds } from '../../src/playout/lead-bounds.js';
import { LEAD_BOUNDS } from '../../src/playout/lead-bounds.js';
import { LeadLaw } from '../../src/playout/lead-law.js';
import { seeded } from '../harness/seeded.js';

const RATE = 48_000;
const FRAMES = 480;
const PACKET_MS = 10;
/** Packets between two lines of what is expected. */
const EVERY = 25;
const NONE = [0, 1] as const;

/** How the law measures packets: packet n is sent at 10·n ms and comes `late[n]`/10 ms after that; −1: never. */
interface ArrivalVector extends LeadBounds {
  readonly name: string;
  readonly copies: number;
  readonly apart: number;
  readonly late: readonly number[];
  /** After every 25th packet that came: number of the packet, the fastest packets' lead and the target, ms. */
  readonly expect: readonly (readonly [packet: number, fastestMs: number, targetMs: number])[];
}

export interface LawVectors {
  readonly arrivals: readonly ArrivalVector[];
  /** `[excess, ms; now, ms; whether what is wanted is made; wanted, ms; least, ms; likeness]`, in order. */
  readonly corrections: readonly (readonly [number, number, boolean, number, number, number])[];
  /** `[lead, ms; excess, ms; seconds; speed, ppm]`, in order. */
  readonly follower: readonly (readonly [number, number, number, number])[];
  /** `[excess, ms; seconds; speed, ppm]`, in order. */
  readonly haste: readonly (readonly [number, number, number])[];
}

const rounded = (value: number) => Math.round(value * 1e6) / 1e6;

/** Gives the law the packets of a vector, and returns what it answers. */
function answers({
  late,
  copies,
  apart,
  floorMs,
  ceilingMs,
}: Omit<ArrivalVector, 'name' | 'expect'>): ArrivalVector['expect'] {
  const law = new LeadLaw({ floorMs, ceilingMs });
  const expect: [number, number, number][] = [];
  let came = 0;
  late.forEach((tenths, packet) => {
    if (tenths < 0) return;
    const nowMs = packet * PACKET_MS + tenths / 10;
    law.arrived(packet * FRAMES, FRAMES, (nowMs * RATE) / 1000, RATE, copies, nowMs, apart);
    law.evaluate(nowMs);
    if (++came % EVERY === 0) expect.push([packet, rounded(law.fastestMs), rounded(law.targetMs)]);
  });
  return expect;
}

/** @param copies in this many later packets, `apart` packets from one to the next. */
function arrivals(
  name: string,
  bounds: LeadBounds,
  [copies, apart]: readonly [copies: number, apart: number],
  lateAt: (packet: number) => number,
): ArrivalVector {
  const late: number[] = [];
  let lastMs = 0;
  for (let packet = 0; packet < 3000; packet++) {
    const wanted = lateAt(packet);
    if (wanted >= 0) lastMs = Math.max(lastMs, packet * PACKET_MS + wanted);
    late.push(wanted < 0 ? -1 : Math.round((lastMs - packet * PACKET_MS) * 10));
  }
  return { name, ...bounds, copies, apart, late, expect: [] };
}

/** Inputs from one seed, with their answers. */
export function makeLawVectors(): LawVectors {
  const random = seeded(1);
  const jitter = (mean: number) => -mean * Math.log(1 - random());
  const { low, normal, safe } = LEAD_BOUNDS;
  return answerLawVectors({
    arrivals: [
      arrivals('jitter of 3 ms', normal, NONE, () => jitter(3)),
      arrivals('1 % lost, copies', low, [2, 1], () => (random() < 0.01 ? -1 : jitter(0.5))),
      arrivals('every 40th packet and the next one lost, copies', low, [2, 1], (n) => (n % 40 < 2 ? -1 : jitter(0.5))),
      arrivals('2 % lost, jitter, parity of three', normal, [1, 3], () => (random() < 0.02 ? -1 : jitter(3))),
      arrivals('12 packets lost every 3 s, copies', low, [2, 1], (n) => (n % 300 < 12 ? -1 : jitter(0.5))),
      arrivals('stalls of 40 ms until 10 s', normal, NONE, (n) => (n < 1000 && n % 100 < 4 ? 40 - (n % 100) * 10 : 0)),
      arrivals('outages of 300 ms', normal, NONE, (n) => (n % 300 < 30 ? 300 - (n % 300) * 10 : 0)),
      arrivals('clumps of 100 ms', normal, NONE, (n) => 100 - ((n * PACKET_MS) % 100)),
      arrivals('slower by 30 ms from 5 s on', normal, NONE, (n) => (n < 500 ? 1 : 31)),
      arrivals('a clock 300 ppm slow, safe', safe, NONE, (n) => n * PACKET_MS * 300e-6),
    ],
    corrections: Array.from({ length: 400 }, (_, i) => {
      const excess = rounded(Math.floor(i / 20) % 5 === 4 ? 60 * (random() - 0.3) : 12 * (random() - 0.35));
      return [excess, i * 5, random() < 0.2, 0, 0, 0] as const;
    }),
    follower: Array.from({ length: 600 }, (_, i) => {
      const lead = rounded(i < 300 ? i * 0.005 : i < 320 ? 9 : 9 + 0.1 * random());
      return [lead, rounded(2 * (random() - 0.5)), 0.05, 0] as const;
    }),
    haste: Array.from({ length: 100 }, (_, i) => [rounded(3 * Math.sin(i / 10) + random() - 0.5), 0.05, 0] as const),
  });
}

/** The vectors with the answers that the law gives now. */
export function answerLawVectors(vectors: LawVectors): LawVectors {
  const corrections = new Corrections();
  const follower = new ClockFollower();
  const haste = new Haste();
  return {
    arrivals: vectors.arrivals.map((vector) => ({ ...vector, expect: answers(vector) })),
    corrections: vectors.corrections.map(([excess, nowMs, made]) => {
      const wanted = corrections.wanted(excess, nowMs);
      const { leastMs, likeness } = corrections;
      if (made && wanted !== 0) corrections.made(nowMs);
      return [excess, nowMs, made, wanted, rounded(leastMs), rounded(likeness)] as const;
    }),
    follower: vectors.follower.map(([lead, excess, seconds]) => {
      follower.update(lead, excess, seconds);
      return [lead, excess, seconds, rounded(follower.ppm)] as const;
    }),
    haste: vectors.haste.map(([excess, seconds]) => {
      haste.update(excess, seconds);
      return [excess, seconds, rounded(haste.ppm)] as const;
    }),
  };
}
