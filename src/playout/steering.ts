/**
 * Decides how the fill gets to its target: by speed, by a jump forward or by a hold. Pure.
 */
import { DriftControl } from './drift.js';
import * as limits from './playout-limits.js';
import { TargetLatency } from './target.js';

export type Move = 'none' | 'jump' | 'hold';

export class Steering {
  readonly target: TargetLatency;
  readonly drift = new DriftControl();
  /** Evaluations in a row with too much sound waiting. */
  #overfull = 0;
  #jumpAboveMs = limits.JUMP_MS;
  #floorChanged = false;

  constructor(floorMs: number) {
    this.target = new TargetLatency(floorMs);
  }

  /** Sets the delay that the musician chose; false if that is no change. */
  setFloor(floorMs: number): boolean {
    if (floorMs === this.target.floorMs) return false;
    this.target.setFloor(floorMs);
    this.#floorChanged = true;
    return true;
  }

  /** The device skipped output: a smaller excess is worth a jump. */
  skipped(): void {
    this.#jumpAboveMs = limits.JUMP_AFTER_GAP_MS;
  }

  /** A jump was made. */
  jumped(): void {
    this.#overfull = 0;
    this.#jumpAboveMs = limits.JUMP_MS;
  }

  /**
   * One step while sound plays.
   * @param errorMs median fill − target
   * @param seconds time since the last step
   * @param falling how fast the target falls, ms per second
   */
  step(errorMs: number, seconds: number, falling: number): Move {
    this.drift.update(errorMs, seconds, falling * 1000);
    this.#overfull = errorMs > this.#jumpAboveMs ? this.#overfull + 1 : 0;
    const asked = this.#floorChanged && Math.abs(errorMs) > limits.JUMP_AFTER_GAP_MS;
    this.#floorChanged = false;
    if (asked && errorMs < 0) return 'hold';
    return asked || this.#overfull > 2 ? 'jump' : 'none';
  }
}
