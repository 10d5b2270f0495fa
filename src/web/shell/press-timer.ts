/** What keys share that do something once a press has lasted: a timer that ends with the press, however it ends. */
import { useEffect, useMemo } from 'preact/hooks';

export class PressTimer {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Runs `run` after `ms`, unless the press ends before. */
  start(ms: number, run: () => void): void {
    this.stop();
    this.#timer = setTimeout(run, ms);
  }

  readonly stop = (): void => {
    clearTimeout(this.#timer);
  };

  /**
   * Call it as the pointer goes down. A touch stays with its key by itself; without that, a finger that slides off lets
   * go.
   */
  letSlideOff({ currentTarget, pointerId }: PointerEvent): void {
    const key = currentTarget as Element;
    if (key.hasPointerCapture(pointerId)) key.releasePointerCapture(pointerId);
  }

  /** Properties of the key. */
  readonly ends = {
    onPointerUp: this.stop,
    onPointerCancel: this.stop,
    onPointerLeave: this.stop,
    onContextMenu: (event: Event): void => event.preventDefault(),
  };
}

export function usePressTimer(): PressTimer {
  const timer = useMemo(() => new PressTimer(), []);
  useEffect(() => timer.stop, [timer]);
  return timer;
}
