/**
 * A source that the box's own settings name and that is not there at the start: looked for again and again, and
 * played from when it is. Main thread.
 */
import type { SourceDescription } from '../audio/format.js';
import { describeSource } from '../audio/source/describe-source.js';

/** Between two looks, ms. */
const EVERY_MS = 2000;

export interface AwaitedSourceParts {
  /** Plays it from now on; rejects where it cannot be opened after all. */
  readonly play: (source: SourceDescription) => Promise<void>;
  /** One line for the log. */
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

  /** No longer awaited: another source was chosen, or the box ends. */
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
      // Not there yet. Why not is shown with the source's state since the start.
      this.#wait();
    }
  }
}
