/**
 * A touch acts on the button that the finger came down on, or on none. Browsers move a tap beside a button onto the
 * button. A page that shifts under the finger hands the tap to what lies there now. Neither was meant.
 */

const buttonOf = (target: EventTarget | null): Element | null =>
  target instanceof Element ? target.closest('button, a, [role="button"]') : null;

/** Returns a function that ends it. */
export function exactTaps(window: Window): () => void {
  const { document } = window;
  /** The button under the finger as it came down; undefined before the first touch and after a mouse. */
  let touched: Element | null | undefined;
  // The target of a touch may be moved already. Its place is not.
  const touch = (event: TouchEvent) => {
    const at = event.changedTouches[0];
    touched = at === undefined ? undefined : buttonOf(document.elementFromPoint(at.clientX, at.clientY));
  };
  const pointer = (event: PointerEvent) => {
    if (event.pointerType !== 'touch') touched = undefined;
  };
  const click = (event: MouseEvent) => {
    const acts = buttonOf(event.target);
    // Keys and scripts click without a finger: their `detail` is 0.
    if (event.detail === 0 || touched === undefined || acts === null || acts === touched) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('touchstart', touch, { capture: true, passive: true });
  document.addEventListener('pointerdown', pointer, { capture: true });
  document.addEventListener('click', click, { capture: true });
  return () => {
    document.removeEventListener('touchstart', touch, { capture: true });
    document.removeEventListener('pointerdown', pointer, { capture: true });
    document.removeEventListener('click', click, { capture: true });
  };
}
