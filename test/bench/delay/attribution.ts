/**
 * Says whose gaps a run had. A gap is explained if, at its time, the page stood still, a packet came late to the
 * browser, or the audio clock slipped. All others are the product's. Pure.
 */

/** A packet on its way from the worker to the player. */
export interface Arrival {
  readonly first: number;
  /** When it came to the browser, and when the worker passed it on, ms since 1970. */
  readonly receivedMs: number;
  readonly fedMs: number;
  readonly repaired: boolean;
}

/** The page's counters, once per second. */
export interface Counters {
  readonly atMs: number;
  readonly underruns: number;
  readonly losses: number;
  /** Gaps for which the page saw itself stand still. */
  readonly deviceGaps: number;
  /** The lead that the law wants, one packet, and what the output needs, ms. */
  readonly targetMs: number;
  /** The same, as it is. */
  readonly fillMs: number;
}

export interface Gaps {
  ours: number;
  late: number;
  page: number;
  slip: number;
}

/** A gap is counted up to this long after its cause, ms. */
const AFTER_MS = 300;
/** Late packets that follow each other this closely are one event, ms. */
const EVENT_MS = 50;
/** A worker that passes a packet on later than this stood still, ms. */
const HELD_MS = 3;
/** The lead may be shorter than its target by this much, ms. The law leaves it at that. */
const LEFT_MS = 1;

/** Times of events: of each run of close times, the first. */
function events(times: readonly number[]): number[] {
  return times.filter((time, index) => index === 0 || time - times[index - 1]! > EVENT_MS);
}

/**
 * @param rate frames per second. @param frames of one packet.
 * @param outputMs what the output needs besides the lead; `targetMs` contains it
 */
export function attribute(
  arrivals: readonly Arrival[],
  counters: readonly Counters[],
  slips: readonly number[],
  rate: number,
  frames: number,
  outputMs: number,
): Gaps {
  const byThemselves = arrivals.filter(({ repaired }) => !repaired);
  const offset = ({ first, receivedMs }: Arrival) => receivedMs - (first * 1000) / rate;
  const fastest = byThemselves.reduce((least, each) => Math.min(least, offset(each)), Number.POSITIVE_INFINITY);
  const lateness = (each: Arrival) => offset(each) - fastest + each.fedMs - each.receivedMs;
  const gaps: Gaps = { ours: 0, late: 0, page: 0, slip: 0 };
  for (let i = 1; i < counters.length; i++) {
    const [before, now] = [counters[i - 1]!, counters[i]!];
    let left = now.underruns + now.losses - before.underruns - before.losses;
    if (left <= 0) continue;
    const then = (time: number) => time > before.atMs - AFTER_MS && time <= now.atMs;
    const explain = (kind: keyof Gaps, count: number) => {
      const explained = Math.min(left, Math.max(0, count));
      gaps[kind] += explained;
      left -= explained;
    };
    const waitingMs = Math.min(before.targetMs, Math.max(before.fillMs, before.targetMs - LEFT_MS));
    const leadMs = waitingMs - (frames * 1000) / rate - outputMs;
    // A packet that came in time may still be late when the worker has held it.
    const there = byThemselves.filter((each) => then(each.fedMs) && lateness(each) > leadMs);
    const held = there.filter(({ receivedMs, fedMs }) => fedMs - receivedMs > HELD_MS);
    const late = there.filter((each) => !held.includes(each));
    explain('late', events(late.map(({ fedMs }) => fedMs)).length);
    explain('page', now.deviceGaps - before.deviceGaps + events(held.map(({ fedMs }) => fedMs)).length);
    explain('slip', slips.filter(then).length);
    explain('ours', left);
  }
  return gaps;
}
