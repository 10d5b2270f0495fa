/**
 * What stands above the faders: banners, messages, songs. It keeps its height while a finger is on the mixer, so that
 * no fader moves under it. What came meanwhile is shown once the hand rests.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { usePage } from '../model/page-context.js';

/** A hand that left the mixer may come back at once, ms. */
const REST_MS = 700;

export function Above({ children }: { children: ComponentChildren }) {
  const { screen } = usePage();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const fingers = new Set<number>();
    let rest: ReturnType<typeof setTimeout> | undefined;
    const letGo = () => {
      screen.touched.value = false;
      if (box.current !== null) box.current.style.cssText = '';
    };
    const down = (event: PointerEvent) => {
      if ((event.target as Element).closest('.mixer') === null) return;
      fingers.add(event.pointerId);
      clearTimeout(rest);
      if (screen.touched.peek()) return;
      screen.touched.value = true;
      if (box.current !== null) box.current.style.cssText = `height: ${box.current.offsetHeight}px; overflow: hidden`;
    };
    const up = (event: PointerEvent) => {
      if (fingers.delete(event.pointerId) && fingers.size === 0) rest = setTimeout(letGo, REST_MS);
    };
    document.addEventListener('pointerdown', down, true);
    for (const type of ['pointerup', 'pointercancel'] as const) document.addEventListener(type, up, true);
    return () => {
      document.removeEventListener('pointerdown', down, true);
      for (const type of ['pointerup', 'pointercancel'] as const) document.removeEventListener(type, up, true);
      clearTimeout(rest);
      letGo();
    };
  }, [screen]);
  return (
    <div ref={box} class="above">
      {children}
    </div>
  );
}
