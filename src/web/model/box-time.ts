/**
 * The box's clock as this page knows it. The box has no battery for its clock, so it and the phone may be months
 * apart: ages are reckoned by the box's clock, and moments are shown by the phone's. One per page.
 */

/** The box's clock − the page's own that nobody sets, ms; undefined until the box has told the time. */
let offsetMs: number | undefined;

/** The box says that it is `now`, ms since 1970. Anything but a number is no time. */
export function noteBoxTime(now: unknown): void {
  if (typeof now === 'number' && Number.isFinite(now)) offsetMs = now - performance.now();
}

/** The box's clock, ms since 1970; the phone's until the box has told the time. */
export function boxNow(): number {
  return offsetMs === undefined ? Date.now() : performance.now() + offsetMs;
}

/** A moment of the box's clock as the phone's clock shows it, hours and minutes in the phone's own way of writing. */
export function timeOfDay(at: number): string {
  return new Date(at - boxNow() + Date.now()).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
