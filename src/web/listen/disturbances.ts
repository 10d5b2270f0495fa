/** How often the sound was disturbed in the last 10 s, by the counters of the playback and of the browser. Pure. */
import type { PlayoutStats } from '../../playout/playout-types.js';
import { Recent } from './recent.js';

export class Disturbances {
  readonly #late = new Recent();
  readonly #gaps = new Recent();
  readonly #underruns = new Recent();

  /** @param outputUnderruns counted by the browser's own audio thread. @param now ms. */
  update(stats: PlayoutStats | undefined, outputUnderruns: number, now: number) {
    return {
      /** The buffer ran empty, or the box dropped packets. */
      lateEvents: this.#late.update((stats?.underruns ?? 0) + (stats?.dropMarks ?? 0), now),
      /** The device skipped output or was late. */
      deviceGaps: this.#gaps.update(stats?.deviceGaps ?? 0, now) + this.#underruns.update(outputUnderruns, now),
    };
  }
}
