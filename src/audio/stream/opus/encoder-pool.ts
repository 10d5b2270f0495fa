/**
 * The Opus encoders in use: one for each mix and frame length that somebody hears. Stream worker only.
 */
import type { LoadedAddon } from '../../../addon/index.js';
import type { OpusCodecs } from '../../../addon/opus/opus.js';
import type { BusReader } from '../bus-reader.js';
import type { StreamClock } from '../stream-clock.js';
import { type EncoderSeat, SharedEncoder } from './shared-encoder.js';

/** A listener's use of an encoder. */
export interface EncoderUse {
  readonly encoder: SharedEncoder;
  readonly seat: EncoderSeat;
  /** Gives the place back. The encoder ends with the last. */
  leave(): void;
}

/** Counters for `/api/health`. */
export interface OpusFigures {
  /** Name and version of the library; '' if there is none. */
  readonly library: string;
  /** Why there is no Opus, one line for people; absent if there is. */
  readonly missing?: string;
  readonly encoders: number;
  /** Frames encoded since the box started. */
  readonly encoded: number;
}

export class EncoderPool {
  readonly #opus: OpusCodecs | undefined;
  readonly #missing: string;
  readonly #clock: StreamClock;
  readonly #encoders = new Map<string, SharedEncoder>();
  /** Frames of encoders that have ended. */
  #encoded = 0;

  constructor(loaded: LoadedAddon, clock: StreamClock) {
    this.#missing = loaded.ok ? loaded.addon.opusMissing() : loaded.reason;
    this.#opus = loaded.ok && this.#missing === '' ? loaded.addon : undefined;
    this.#clock = clock;
  }

  /** Why there is no Opus, one line for people; '' if there is. */
  get missing(): string {
    return this.#missing;
  }

  get available(): boolean {
    return this.#opus !== undefined;
  }

  /** Takes a place at the encoder of this mix and length. To be called only while `available`. */
  use(mix: string, frames: number, bus: BusReader): EncoderUse {
    const key = `${mix} ${frames}`;
    const encoder = this.#encoders.get(key) ?? new SharedEncoder(this.#opus!, this.#clock, frames);
    this.#encoders.set(key, encoder);
    const seat = encoder.join(bus);
    return { encoder, seat, leave: () => this.#leave(key, encoder, seat) };
  }

  /** Another source plays. */
  restart(): void {
    for (const encoder of this.#encoders.values()) encoder.restart();
  }

  figures(): OpusFigures {
    let encoded = this.#encoded;
    for (const encoder of this.#encoders.values()) encoded += encoder.encoded;
    const missing = this.#missing === '' ? undefined : this.#missing;
    return { library: this.#opus?.opusVersion() ?? '', missing, encoders: this.#encoders.size, encoded };
  }

  #leave(key: string, encoder: SharedEncoder, seat: EncoderSeat): void {
    encoder.leave(seat);
    if (!encoder.empty || this.#encoders.get(key) !== encoder) return;
    this.#encoders.delete(key);
    this.#encoded += encoder.encoded;
    encoder.close();
  }
}
