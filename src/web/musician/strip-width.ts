/** How wide the strips are: as many as the musician wants on the screen, and none cut. */
import { useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { usePage } from '../model/page-context.js';
import type { Density } from '../model/screen.js';

/** Least width of a strip, CSS px. */
const LEAST_PX: Readonly<Record<Density, number>> = { 4: 88, 6: 58, 8: 43 };
/** Large text needs broader strips. */
const LARGE = 1.25;
/** Between two strips, and after my own ones, CSS px. */
export const GAP_PX = 1;
const AFTER_MINE_PX = 3;

/** Gives the strips in `scroller` their width; returns how many are in sight. `mine`: some are the musician's own. */
export function useStripWidth(
  scroller: { readonly current: HTMLElement | null },
  density: Density,
  mine: boolean,
): number {
  const page = usePage();
  const inSight = useSignal(4);
  const least = LEAST_PX[density] * (page.screen.largeText.value ? LARGE : 1);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const fit = () => {
      const room = element.clientWidth - (mine ? AFTER_MINE_PX : 0);
      const count = Math.max(1, Math.floor((room + GAP_PX) / (least + GAP_PX)));
      element.style.setProperty('--strip', `${((room - GAP_PX * (count - 1)) / count).toFixed(2)}px`);
      inSight.value = count;
    };
    fit();
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, least, mine, inSight]);
  return inSight.value;
}
