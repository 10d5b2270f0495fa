/**
 * Chooses the rung by which sound leaves the browser: the best that exists and renders. Pure.
 */
import type { ListenPath } from '../listener-api.js';

export interface Rung {
  readonly path: ListenPath;
}

const RUNGS: readonly Rung[] = [{ path: 'worklet' }, { path: 'ring' }, { path: 'buffers' }];

/** A running context that renders nothing for this long does not work. */
const SILENT_MS = 2000;

export class Ladder {
  #at: number;

  /** @param worklet whether this browser, on this origin, has AudioWorklet. */
  constructor(worklet: boolean) {
    this.#at = worklet ? 0 : 1;
  }

  /** A ladder at its best rung for this context. */
  static for(context: object): Ladder {
    return new Ladder('audioWorklet' in context);
  }

  get rung(): Rung {
    return RUNGS[this.#at]!;
  }

  /** The rung could not be built. @returns whether another rung is left. */
  failed(): boolean {
    if (this.#at === RUNGS.length - 1) return false;
    this.#at++;
    return true;
  }

  /**
   * @param sinceRenderMs output that the context put out since the last render call, as `SilentOutput` counts it.
   * @returns true when the rung changed to the next lower one.
   */
  judge(sinceRenderMs: number): boolean {
    return sinceRenderMs >= SILENT_MS && this.failed();
  }
}
