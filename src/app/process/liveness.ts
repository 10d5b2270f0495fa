/**
 * Checks that every thread's loop turns. A thread that stands still is reported once, by name.
 * `/api/health` shows the age of each thread's last progress. systemd's watchdog gets its heartbeat only
 * while all threads progress. The checks run on the main thread, which the stream worker watches in turn.
 */

import type { EngineProgress } from '../../audio/engine-api.js';
import { monotonicMs } from '../../base/clock.js';
import { Standstill } from '../../base/standstill.js';

const STEP_MS = 250;
/** A loop turns at least ten times a second; without progress for this long it stands still, ms. */
const LIMIT_MS = 2500;
/** Opening or closing a source may wait for a device or a disk, ms. */
const SOURCE_LIMIT_MS = 30_000;
/** A card may need a while to come back from an error, ms. */
const CAPTURE_LIMIT_MS = 8000;

export type ThreadName = 'mixer' | 'capture' | 'stream';

/** State of one thread, for `/api/health`. */
export interface ThreadFigures {
  /** Time since its last progress, ms. */
  readonly progressAgeMs: number;
  readonly still: boolean;
}

export interface LivenessParts {
  readonly progress: () => EngineProgress;
  /** Shows the stream worker that the main thread's loop turns. */
  readonly showMain: () => void;
  /** Called once when a thread stands still. */
  readonly stuck: (thread: ThreadName, ageMs: number) => void;
}

export class Liveness {
  readonly #parts: LivenessParts;
  readonly #still = {
    mixer: new Standstill(STEP_MS),
    capture: new Standstill(STEP_MS),
    stream: new Standstill(STEP_MS),
  };
  readonly #timer: NodeJS.Timeout;
  #ages: Record<ThreadName, { ageMs: number; limitMs: number }> = {
    mixer: { ageMs: 0, limitMs: LIMIT_MS },
    capture: { ageMs: 0, limitMs: CAPTURE_LIMIT_MS },
    stream: { ageMs: 0, limitMs: LIMIT_MS },
  };
  /** Changes whenever there is no source to capture from, so that a missing source is no standstill. */
  #idle = 0;
  #told = false;
  #lookedMs = monotonicMs();

  constructor(parts: LivenessParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#look(), STEP_MS);
    this.#timer.unref();
    this.#look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Whether every thread progresses. */
  get well(): boolean {
    return Object.values(this.#ages).every(({ ageMs, limitMs }) => ageMs < limitMs);
  }

  figures(): Readonly<Record<ThreadName | 'main', ThreadFigures>> {
    const of = (thread: ThreadName): ThreadFigures => {
      const { ageMs, limitMs } = this.#ages[thread];
      return { progressAgeMs: Math.round(ageMs), still: ageMs >= limitMs };
    };
    const main = { progressAgeMs: Math.round(monotonicMs() - this.#lookedMs), still: false };
    return { main, mixer: of('mixer'), capture: of('capture'), stream: of('stream') };
  }

  #look(): void {
    const { progress, showMain, stuck } = this.#parts;
    const nowMs = monotonicMs();
    this.#lookedMs = nowMs;
    showMain();
    const { mixer, mixing, changingSource, stream, periods } = progress();
    if (!mixing) this.#idle++;
    this.#ages = {
      mixer: { ageMs: this.#still.mixer.look(mixer, nowMs), limitMs: changingSource ? SOURCE_LIMIT_MS : LIMIT_MS },
      capture: { ageMs: this.#still.capture.look(periods + this.#idle, nowMs), limitMs: CAPTURE_LIMIT_MS },
      stream: { ageMs: this.#still.stream.look(stream, nowMs), limitMs: LIMIT_MS },
    };
    if (this.#told) return;
    for (const thread of ['stream', 'mixer', 'capture'] as const) {
      const { ageMs, limitMs } = this.#ages[thread];
      if (ageMs < limitMs) continue;
      this.#told = true;
      stuck(thread, ageMs);
      return;
    }
  }
}
