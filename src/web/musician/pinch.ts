/**
 * Two fingers on the strips make them broader or narrower. A finger on a handle mixes: with one there, it is no pinch.
 * While it lasts, no fader moves.
 */
import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { touchesHandle } from '../fader/handle-touch.js';
import type { Density } from '../model/screen.js';

const DENSITIES: readonly Density[] = ['4', '6', '8'];
/** How far the fingers spread or close for one step, as a ratio. */
const STEP = 1.3;

/** By its place: the control above takes the touch, not its handle. */
function onHandle(finger: Touch): boolean {
  const control = (finger.target as Element).closest('.fader, .pan, button');
  if (control === null) return false;
  return control.matches('button') || touchesHandle(control.querySelector('.fader__cap, .pan__cap'), finger);
}

export function usePinch(scroller: { readonly current: HTMLElement | null }, density: Signal<Density>): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    /** Distance of the fingers at the last step, CSS px; 0 while there is no pinch. */
    let from = 0;
    const apart = ([a, b]: readonly Touch[]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    const touch = ({ touches }: TouchEvent) => {
      const fingers = Array.from(touches);
      from = fingers.length === 2 && !fingers.some(onHandle) ? apart(fingers) : 0;
    };
    const move = (event: TouchEvent) => {
      if (from === 0) return;
      if (event.cancelable) event.preventDefault();
      const fingers = Array.from(event.touches);
      const now = apart(fingers);
      if (now < from * STEP && now > from / STEP) return;
      const at = DENSITIES.indexOf(density.peek()) + (now > from ? -1 : 1);
      from = now;
      if (DENSITIES[at] === undefined) return;
      const strip = (fingers[0].target as Element).closest('[data-channel]');
      density.value = DENSITIES[at];
      requestAnimationFrame(() => strip?.scrollIntoView({ inline: 'nearest', block: 'nearest', behavior: 'instant' }));
    };
    const still = (event: PointerEvent) => {
      if (from !== 0) event.stopPropagation();
    };
    const active = { capture: true, passive: false } as const;
    for (const name of ['touchstart', 'touchend', 'touchcancel'] as const) element.addEventListener(name, touch, true);
    element.addEventListener('touchmove', move, active);
    element.addEventListener('pointermove', still, true);
    return () => {
      for (const name of ['touchstart', 'touchend', 'touchcancel'] as const)
        element.removeEventListener(name, touch, true);
      element.removeEventListener('touchmove', move, active);
      element.removeEventListener('pointermove', still, true);
    };
  }, [scroller, density]);
}
