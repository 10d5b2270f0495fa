/**
 * Chooses the rung by which sound leaves the browser: the best that
 * exists and keeps up, judged by how it really runs on this device. Pure.
 */
import type { ListenPath } from '../listener-api.js';

export interface Rung {
  readonly path: ListenPath;
  /** Frames per render call. */
  readonly blockFrames: number;
  /**
   * A rung that loses output (skipped or late) this often in 10 s is
   * given up. The more delay the next rung costs, the higher the number.
   */
  readonly patience: number;
  /** How far ahead of the context's time sound is scheduled, ms; only where the page schedules it. */
  readonly leadMs?: number;
}

const RUNGS: readonly Rung[] = [
  { path: 'worklet', blockFrames: 128, patience: 4 },
  { path: 'script', blockFrames: 512, patience: 4 },
  { path: 'script', blockFrames: 1024, patience: 6 },
  { path: 'buffers', blockFrames: 480, patience: 12, leadMs: 40 },
  { path: 'buffers', blockFrames: 480, patience: 12, leadMs: 150 },
];

/** Losses are counted over this time. */
const WINDOW_MS = 10_000;
/** A running context that renders nothing for this long does not work. */
const SILENT_MS = 2000;

export class Ladder {
  #at = 0;
  #gaps: number[] = [];

  /** @param worklet, script whether this browser, on this origin, has them. */
  constructor(worklet: boolean, script: boolean) {
    if (!worklet) this.#at = script ? 1 : RUNGS.findIndex(({ path }) => path === 'buffers');
  }

  /** A ladder at its best rung for this context. */
  static for(context: object): Ladder {
    return new Ladder('audioWorklet' in context, 'createScriptProcessor' in context);
  }

  get rung(): Rung {
    return RUNGS[this.#at]!;
  }

  /** The rung could not be built. @returns whether another rung is left. */
  failed(): boolean {
    return this.#down();
  }

  /**
   * @param newGaps times that output was lost since the last call.
   * @param sinceRenderMs output that the context put out since the last render call, as `SilentOutput` counts it.
   * @returns true when the rung changed to the next lower one.
   */
  judge(nowMs: number, newGaps: number, sinceRenderMs: number): boolean {
    for (let i = 0; i < Math.min(newGaps, this.rung.patience); i++) this.#gaps.push(nowMs);
    this.#gaps = this.#gaps.filter((at) => nowMs - at < WINDOW_MS);
    if (this.#gaps.length < this.rung.patience && sinceRenderMs < SILENT_MS) return false;
    return this.#down();
  }

  #down(): boolean {
    this.#gaps = [];
    if (this.#at === RUNGS.length - 1) return false;
    this.#at++;
    return true;
  }
}
