import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { dbFigure } from './db-words.js';

/**
 * Least time between two changes of the figures, ms. Nobody reads faster,
 * and painting text is the most expensive part of a moving fader.
 */
const FIGURES_MS = 50;

/** The level in figures, following its signal without rendering. */
export function DbText({ value, class: name }: { value: ReadonlySignal<number>; class: string }) {
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let written = Number.NEGATIVE_INFINITY;
    const write = () => {
      timer = undefined;
      written = performance.now();
      if (text.current !== null) text.current.textContent = dbFigure(value.peek());
    };
    const stop = value.subscribe(() => {
      if (timer !== undefined) return;
      const wait = written + FIGURES_MS - performance.now();
      if (wait <= 0) write();
      else timer = setTimeout(write, wait);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [value]);
  return (
    <div class={name}>
      <span ref={text} class="db">
        {dbFigure(value.peek())}
      </span>
    </div>
  );
}
