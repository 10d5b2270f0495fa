/** The way of the focus through the strips of the mixer, which its arrow keys and a change of musician take. */

const STRIP = '.mixer section';
const CONTROL = 'button, [tabindex]';

/** The strip that an element is in: of an input, of a group, or the master. */
export const stripAt = (element: Element | null): HTMLElement | null => element?.closest<HTMLElement>(STRIP) ?? null;

/** Focuses the same control of the next strip; at an end it stays. The master has a fader alone. */
export function focusNextStrip(from: Element, step: 1 | -1): void {
  const strip = stripAt(from);
  const strips = [...document.querySelectorAll<HTMLElement>(STRIP)].filter((each) => each.offsetParent !== null);
  const next = strip === null ? undefined : strips[strips.indexOf(strip) + step];
  if (strip === null || next === undefined) return;
  const controls = controlsOf(strip);
  const there = controlsOf(next);
  const at = controls.findIndex((control) => control.contains(from));
  const fader = (all: readonly HTMLElement[]) => all.findLast((control) => control.getAttribute('role') === 'slider');
  (controls[at] === fader(controls) ? fader(there) : (there[at] ?? fader(there)))?.focus();
}

/**
 * The mix on the screen is about to become another one. A strip that moves to another place is made anew; the focus
 * comes back to the same control of the same strip.
 */
export function keepFocus(change: () => void): void {
  const focused = document.activeElement;
  const strip = stripAt(focused);
  const at = strip === null ? -1 : controlsOf(strip).findIndex((control) => control.contains(focused));
  const name = strip?.getAttribute('aria-label');
  change();
  if (strip === null) return;
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    const same = [...document.querySelectorAll<HTMLElement>(STRIP)].find(
      (each) => each.getAttribute('aria-label') === name,
    );
    if (same !== undefined) controlsOf(same)[at]?.focus();
  });
}

const controlsOf = (strip: HTMLElement): HTMLElement[] => [...strip.querySelectorAll<HTMLElement>(CONTROL)];
