/**
 * What everybody on the radio gets, so that all together fit into the air. Three grades of packets: the fewer packets,
 * the less air, and the more delay. The number of listeners, and the link of each, give everybody a grade. If that is
 * too much, those who save most by it get longer packets. Pure.
 */

import type { ListenerPlan } from '../../audio/stream/sound-form.js';
import { airShare } from './air-time.js';
import type { RadioLink } from './radio-link.js';
import { type Packets, packetsOf, type SoundWay } from './sound-plan.js';

/** Share of the air that all listeners may take: the rest is for beacons, control, uploads, neighbours. */
export const AIR_LIMIT = 0.6;
/** Up to this many listeners, packets are as short as they get. */
const FEW_LISTENERS = 12;
/**
 * Packets after one waiting for the channel. Packets of one length become due together, so that the radio's queue has
 * several; four are permitted, two are counted.
 */
const BURST = 2;

/** Frames and copies of each grade, best first: 5, 10 and 20 ms. */
const GRADES = [
  { frames: 240, copies: 2 },
  { frames: 480, copies: 1 },
  { frames: 960, copies: 1 },
] as const;
export type Grade = 0 | 1 | 2;
const LONGEST: Grade = 2;

/** A listener as the radio's budget sees it. */
export interface AirListener {
  /** One device may listen in two ways: each is a listener. */
  readonly key: string;
  readonly way: SoundWay;
  /** Undefined if nothing is known of the radio: then only the number of listeners counts. */
  readonly link: RadioLink | undefined;
  /**
   * What the box may choose: the codec, and packets no shorter than asked for. Undefined for a listener that
   * keeps what it asked for.
   */
  readonly choice: { readonly codec: ListenerPlan['codec']; readonly shortest: number } | undefined;
  /** What it gets now, or asked for. */
  readonly packets: Packets;
}

export function planOf(grade: Grade, codec: ListenerPlan['codec']): ListenerPlan {
  const { frames, copies } = GRADES[grade];
  return { codec, frames, copies: codec === 'pcm' ? 0 : copies };
}

/** Share of the air at a grade, or as it is if the box may not choose; 0 if nothing is known of the radio. */
export function shareAt({ link, way, choice, packets }: AirListener, grade: Grade): number {
  if (link === undefined) return 0;
  const sent = choice === undefined ? packets : packetsOf(planOf(grade, choice.codec), way);
  return link.hops * airShare(link.rate, sent, way, { retries: link.retries, burst: BURST });
}

/** The best grade whose packets are not shorter than this listener asked for. */
function bestFor({ choice }: AirListener): Grade {
  const shortest = choice?.shortest ?? 0;
  const found = GRADES.findIndex(({ frames }) => frames >= shortest);
  return found < 0 ? LONGEST : (found as Grade);
}

/** The grade that the number of listeners and this link give. */
function ruled(listener: AirListener, listeners: number): Grade {
  const base = (listeners <= FEW_LISTENERS ? 0 : 1) + (listener.link?.weak === true ? 1 : 0);
  return Math.max(base, bestFor(listener)) as Grade;
}

/** The longest packets that a listener may get because others come: those of a full stage. */
export const crowdedGrade = (listener: AirListener): Grade => ruled(listener, FEW_LISTENERS + 1);

/** Grades by key, of the listeners for which the box may choose. All together take at most `limit`, if that can be. */
export function chooseGrades(listeners: readonly AirListener[], limit: number): Map<string, Grade> {
  const grades = new Map<string, Grade>();
  for (const one of listeners) if (one.choice !== undefined) grades.set(one.key, ruled(one, listeners.length));
  let total = totalShare(listeners, grades);
  // First nobody gets longer packets than on a full stage; then, if it must be, anybody.
  for (const longest of [crowdedGrade, () => LONGEST]) {
    while (total > limit) {
      const next = dearest(listeners, grades, longest);
      if (next === undefined) break;
      grades.set(next.key, next.grade);
      total -= next.saved;
    }
  }
  return grades;
}

/** Share of the air of all together at these grades. */
export function totalShare(listeners: readonly AirListener[], grades: ReadonlyMap<string, Grade>): number {
  return listeners.reduce((sum, one) => sum + shareAt(one, grades.get(one.key) ?? 0), 0);
}

interface Step {
  readonly key: string;
  readonly grade: Grade;
  readonly saved: number;
}

/** Whose packets become longer next: those who save most air by it. */
function dearest(
  listeners: readonly AirListener[],
  grades: ReadonlyMap<string, Grade>,
  longest: (listener: AirListener) => Grade,
): Step | undefined {
  let found: Step | undefined;
  for (const one of listeners) {
    const now = grades.get(one.key);
    if (now === undefined || now >= longest(one)) continue;
    const grade = (now + 1) as Grade;
    const saved = shareAt(one, now) - shareAt(one, grade);
    if (found === undefined || saved > found.saved) found = { key: one.key, grade, saved };
  }
  return found;
}
