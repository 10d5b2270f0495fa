/**
 * Places the handle and the bar of a fader. At rest, their styles carry the transform. Under a finger, each has a
 * paused animation over the whole travel, and only its `currentTime` is set. Chromium then moves one layer. A new
 * transform in a style would make it go through the layers of the whole page. Main thread.
 */

/** Duration for the whole travel, ms; only the proportion matters. */
const WAY_MS = 1000;

export interface FaderParts {
  /** As long as the handle's travel: percentages of its own length move the handle. */
  readonly rail: HTMLElement | null;
  readonly fill: HTMLElement | null;
}

export function railAt(travel: number, wide: boolean): string {
  return wide ? `translateX(${(travel * 100).toFixed(2)}%)` : `translateY(${((1 - travel) * 100).toFixed(2)}%)`;
}

export function fillTo(travel: number, wide: boolean): string {
  return wide ? `scaleX(${travel.toFixed(4)})` : `scaleY(${travel.toFixed(4)})`;
}

export class FaderMotion {
  readonly #wide: boolean;
  #held: Animation[] = [];

  constructor(wide: boolean) {
    this.#wide = wide;
  }

  /** A finger begins to move the fader. */
  hold({ rail, fill }: FaderParts): void {
    if (this.#held.length > 0) return;
    for (const [part, at] of [
      [rail, railAt],
      [fill, fillTo],
    ] as const) {
      if (part === null || typeof part.animate !== 'function') continue;
      const way = part.animate([{ transform: at(0, this.#wide) }, { transform: at(1, this.#wide) }], {
        duration: WAY_MS,
        fill: 'both',
      });
      way.pause();
      this.#held.push(way);
    }
  }

  /** @param travel 0…1 */
  place({ rail, fill }: FaderParts, travel: number): void {
    for (const way of this.#held) way.currentTime = travel * WAY_MS;
    if (this.#held.length > 0) return;
    if (rail !== null) rail.style.transform = railAt(travel, this.#wide);
    if (fill !== null) fill.style.transform = fillTo(travel, this.#wide);
  }

  /** The finger is gone. Call `place` afterwards: the style carries the transform again. */
  release(): void {
    for (const way of this.#held) way.cancel();
    this.#held = [];
  }
}
