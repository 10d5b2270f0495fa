/**
 * The box's clock as this page knows it. The box has no battery for its clock, so it and the phone may be
 * months apart. Ages are computed on the box's clock; times of day are shown on the phone's. One per page.
 */

/** The box's clock minus `performance.now()`, ms; undefined until the box has sent its time. */
let offsetMs: number | undefined;

/** The box reports its time `now`, ms since 1970. Anything but a number is ignored. */
export function noteBoxTime(now: unknown): void {
  if (typeof now === 'number' && Number.isFinite(now)) offsetMs = now - performance.now();
}

/** The box's clock, ms since 1970; the phone's clock until the box has sent its time. */
export function boxNow(): number {
  return offsetMs === undefined ? Date.now() : performance.now() + offsetMs;
}

/** A moment of the box's clock as hours and minutes of the phone's clock, in the phone's own format. */
export function timeOfDay(at: number): string {
  return new Date(at - boxNow() + Date.now()).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
