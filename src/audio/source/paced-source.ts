/**
 * A source that makes its own sound (tones, demo band, file). The clock paces it, and the audio worker writes it into
 * the ring between two periods of the mixer.
 */
import { monotonicMs } from '../../base/clock.js';
import type { SourceDescription } from '../format.js';
import { EngineWord, MixerCommand } from '../shared/engine-layout.js';
import { engineHeader } from '../shared/engine-memory.js';
import { RingWriter, type SourceState, sourceState } from '../shared/ring.js';
import { RING_CAPACITY, RingWord } from '../shared/ring-layout.js';
import { Pacer } from './pacer.js';
import type { Source, SourceOptions } from './source.js';

/** Renders sound into the lanes of the ring. Audio worker only. */
export interface Renderer {
  /**
   * Writes the next `frames` frames of every channel, from index `at` of the lanes (never past their end). Never
   * allocates, throws or waits. Returns how many of the frames are silence because sound was missing; normally 0.
   */
  render(lanes: readonly Float32Array[], at: number, frames: number): number;
  /** Whether no sound can be had until something outside changes. */
  readonly gone: boolean;
  close(): Promise<void>;
}

/** A longer delay is not jitter but a stop of the whole machine. */
const RESYNC_MS = 250;
/** `wait` returns at least this often, ms. */
const LONGEST_WAIT_MS = 100;

export class PacedSource implements Source {
  readonly description: SourceDescription;
  readonly #renderer: Renderer;
  readonly #ring: RingWriter;
  readonly #engine: Int32Array;
  readonly #period: number;
  readonly #pacer: Pacer;

  constructor(description: SourceDescription, renderer: Renderer, options: SourceOptions) {
    this.description = description;
    this.#renderer = renderer;
    this.#ring = new RingWriter(options.memory, description.channels.length);
    this.#engine = engineHeader(options.memory);
    this.#period = options.periodFrames;
    this.#pacer = new Pacer(description.sampleRate, RESYNC_MS);
    Atomics.store(this.#ring.header, RingWord.CHANNELS, description.channels.length);
    this.#ring.setState('prepared');
  }

  get state(): SourceState {
    return sourceState(this.#ring.header);
  }

  start(): void {
    this.#pacer.start(monotonicMs());
    this.#ring.setState('running');
  }

  wait(position: number): void {
    const latest = monotonicMs() + LONGEST_WAIT_MS;
    while (((position - this.#ring.position) | 0) > 0) {
      const now = monotonicMs();
      const due = this.#pacer.due(this.#period);
      if (now >= due) {
        const missed = this.#pacer.take(this.#period, now);
        if (missed > 0) this.#ring.countXrun(missed);
        this.produce(this.#period, missed > 0 ? now : due);
        continue;
      }
      const until = Math.min(due, latest);
      if (
        until <= now ||
        Atomics.wait(this.#engine, EngineWord.COMMAND, MixerCommand.run, until - now) !== 'timed-out'
      ) {
        return;
      }
    }
  }

  /**
   * Renders and publishes `frames` (at most the ring's capacity) at once, with capture time
   * `capturedMs`. `wait` does this when they are due.
   */
  produce(frames: number, capturedMs: number): void {
    const at = this.#ring.position & (RING_CAPACITY - 1);
    const first = Math.min(frames, RING_CAPACITY - at);
    let lost = this.#renderer.render(this.#ring.lanes, at, first);
    if (first < frames) lost += this.#renderer.render(this.#ring.lanes, 0, frames - first);
    this.#note(lost);
    this.#ring.advance(frames, capturedMs);
  }

  /** Updates the state from the number of missing frames. Each interruption counts one xrun, however long it lasts. */
  #note(lost: number): void {
    const before = this.state;
    if (lost === 0) {
      if (before === 'xrun' || before === 'gone') this.#ring.setState('running');
      return;
    }
    if (before === 'running') this.#ring.countXrun(lost);
    else this.#ring.addLost(lost);
    if (before !== 'gone') this.#ring.setState(this.#renderer.gone ? 'gone' : 'xrun');
  }

  async close(): Promise<void> {
    this.#ring.setState('closed');
    await this.#renderer.close();
  }
}
