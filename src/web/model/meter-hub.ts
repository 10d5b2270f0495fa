/** The latest levels from the box, outside of the render path: meters on the screen read them when they draw. */
import type { Meters } from './types.js';

type Reader = () => void;

export class MeterHub {
  /** Linear peaks of the inputs; index = channel. */
  peak: readonly number[] = [];
  buses: Meters['buses'] = {};
  /** Counts readings, so that a meter feeds each to its ballistics once. */
  count = 0;
  /** `performance.now()` of the last reading. */
  at = Number.NEGATIVE_INFINITY;
  readonly #readers = new Set<Reader>();

  feed(meters: Meters, now: number): void {
    this.peak = meters.peak;
    this.buses = meters.buses ?? {};
    this.count++;
    this.at = now;
    for (const reader of this.#readers) reader();
  }

  /** Called with each reading; returns its remover. */
  watch(reader: Reader): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }
}
