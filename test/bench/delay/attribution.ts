/**
 * Says whose gaps a run had. A gap is explained if, at its time, the page stood still, a packet came late to the
 * browser, or the audio clock slipped. All others are the product's. Pure.
 */

/** A packet on its way to the player. */
export interface Arrival {
  readonly first: number;
  /** When it came to the browser, and when the page took it, or the worker passed it on to a worklet; ms since 1970. */
  readonly receivedMs: number;
  readonly takenMs: number;
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
  /** How late each came, over the fastest, ms. */
  const latenessBy = (time: (each: Arrival) => number) => {
    const offset = (each: Arrival) => time(each) - (each.first * 1000) / rate;
    const fastest = byThemselves.reduce((least, each) => Math.min(least, offset(each)), Number.POSITIVE_INFINITY);
    return (each: Arrival) => offset(each) - fastest;
  };
  const received = latenessBy(({ receivedMs }) => receivedMs);
  const taken = latenessBy(({ takenMs }) => takenMs);
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
    const there = byThemselves.filter((each) => then(each.takenMs));
    const late = there.filter((each) => received(each) > leadMs);
    // A packet that came in time may still be late when worker or page have held it.
    const held = there.filter((each) => received(each) <= leadMs && taken(each) > leadMs);
    explain('late', events(late.map(({ takenMs }) => takenMs)).length);
    // The page may have noticed the same.
    const seen = now.deviceGaps - before.deviceGaps;
    explain('page', Math.max(seen, events(held.map(({ takenMs }) => takenMs)).length));
    explain('slip', slips.filter(then).length);
    explain('ours', left);
  }
  return gaps;
}
