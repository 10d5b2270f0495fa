/** The source that plays, and changing to another one. Main thread. */
import { setTimeout as sleep } from 'node:timers/promises';
import { framesToMs } from '../base/units.js';
import type { BusTable } from './bus-table.js';
import type { SourceDescription } from './format.js';
import { RAMP_MS } from './mixer/mixer.js';
import type { MixerLink } from './mixer/mixer-link.js';
import { EngineWord } from './shared/engine-layout.js';
import { engineHeader, ringHeader } from './shared/engine-memory.js';
import { sourceState } from './shared/ring.js';
import { cardMessage } from './source/alsa.js';

export interface PlayingSourceDeps {
  readonly memory: WebAssembly.Memory;
  readonly buses: BusTable;
  readonly mixer: MixerLink;
  readonly periodFrames: number;
  /** To the stream worker, before the source's first frame. */
  readonly announce: (source: SourceDescription) => void;
  readonly warn: (line: string) => void;
  /** Whether the engine is stopping. */
  readonly stopping: () => boolean;
}

export class PlayingSource {
  readonly #deps: PlayingSourceDeps;
  readonly #header: Int32Array;
  readonly #ring: Int32Array;
  #source: SourceDescription;
  #changing: Promise<void> = Promise.resolve();
  /** Why the source that should play could not be opened again. */
  #fault: string | undefined;

  constructor(deps: PlayingSourceDeps, source: SourceDescription) {
    this.#deps = deps;
    this.#header = engineHeader(deps.memory);
    this.#ring = ringHeader(deps.memory);
    this.#source = source;
  }

  get description(): SourceDescription {
    return this.#source;
  }

  get epoch(): number {
    return Atomics.load(this.#header, EngineWord.EPOCH);
  }

  get state(): ReturnType<typeof sourceState> {
    return sourceState(this.#ring);
  }

  /** Opens the first source. */
  start(): Promise<void> {
    return this.#deps.mixer.run(this.#source);
  }

  /** Changes to another source, after changes that are under way. */
  change(source: SourceDescription): Promise<void> {
    const changed = this.#changing.then(() => this.#change(source));
    this.#changing = changed.catch(() => {});
    return changed;
  }

  /** What people should know of a source that does not play, in words. */
  get message(): string | undefined {
    if (this.#fault !== undefined) return this.#fault;
    if (this.state !== 'gone') return undefined;
    const { kind, label } = this.#source;
    if (kind === 'silence') return label;
    return kind === 'alsa'
      ? `${cardMessage() || `${label} was unplugged`}; it is taken up again when it returns`
      : `${label} cannot be read any more; it is taken up again when it can`;
  }

  /**
   * Fades all buses out, changes the source, and fades in on the new one. If the new source
   * cannot be opened, the old one plays on.
   */
  async #change(source: SourceDescription): Promise<void> {
    const { buses, mixer, periodFrames, stopping } = this.#deps;
    const before = this.#source;
    buses.mute();
    const fade = RAMP_MS + 2 * framesToMs(periodFrames, before.sampleRate);
    await sleep(fade);
    await mixer.leave();
    try {
      this.#announce(source);
      await mixer.run(source);
      this.#fault = undefined;
    } catch (error) {
      if (stopping()) throw error;
      this.#announce(before);
      await this.#resume(before);
      throw error;
    } finally {
      buses.unmute(this.#source.channels.length);
    }
  }

  /** Publishes the new source and a new epoch, before the source's first frame. */
  #announce(source: SourceDescription): void {
    this.#source = source;
    Atomics.store(this.#header, EngineWord.EPOCH, (this.epoch % 0xffff) + 1);
    this.#deps.announce(source);
  }

  /** Reopens the previous source. If that fails too, the box stays silent and warns why. */
  async #resume(source: SourceDescription): Promise<void> {
    try {
      await this.#deps.mixer.run(source);
    } catch (error) {
      this.#fault = (error as Error).message;
      this.#deps.warn(`${source.spec} cannot be opened again: ${this.#fault}`);
    }
  }
}
