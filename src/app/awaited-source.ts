/**
 * Waits for a source that the box's own settings name but that is missing at the
 * start. Looks for it at intervals, and plays from it once it is there. Main thread.
 */
import type { SourceDescription } from '../audio/format.js';
import { describeSource } from '../audio/source/describe-source.js';

/** Pause between two looks, ms. */
const EVERY_MS = 2000;

export interface AwaitedSourceParts {
  /** Plays the source from now on; rejects if it still cannot be opened. */
  readonly play: (source: SourceDescription) => Promise<void>;
  /** Writes one line to the log. */
  readonly log: (line: string) => void;
  readonly everyMs?: number;
}

export class AwaitedSource {
  readonly #spec: string;
  readonly #parts: AwaitedSourceParts;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(spec: string, parts: AwaitedSourceParts) {
    this.#spec = spec;
    this.#parts = parts;
    this.#wait();
  }

  /** Ends the wait: another source was chosen, or the box ends. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #wait(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#look(), this.#parts.everyMs ?? EVERY_MS);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    try {
      const source = await describeSource(this.#spec, () => undefined);
      if (this.#stopped) return;
      await this.#parts.play(source);
      this.#parts.log(`${source.label} is there now, and plays`);
      this.stop();
    } catch {
      // Not there yet. The source's state has shown the reason since the start.
      this.#wait();
    }
  }
}
