/** Encoders over shared memory that the test writes by itself, as the mixer would. */
import type { Addon } from '../../../../src/addon/index.js';
import {
  BusState,
  BusWord,
  EngineWord,
  LOOK_AHEAD,
  OUT_CAPACITY,
  outRingOffset,
} from '../../../../src/audio/shared/engine-layout.js';
import { busHeader, createEngineMemory, engineHeader } from '../../../../src/audio/shared/engine-memory.js';
import { BusReader } from '../../../../src/audio/stream/bus-reader.js';
import { EncoderPool, type EncoderUse } from '../../../../src/audio/stream/opus/encoder-pool.js';
import { StreamClock } from '../../../../src/audio/stream/stream-clock.js';

export class EncoderRig {
  readonly pool: EncoderPool;
  readonly #memory = createEngineMemory();
  readonly #header = engineHeader(this.#memory);
  readonly #clock = new StreamClock(this.#memory, 48_000);
  readonly #sound: (n: number) => number;
  #position = 0;
  #buses = 0;

  /** `sound`: left sample of a frame, s16; the right one is half of it. */
  constructor(addon: Addon, sound: (n: number) => number) {
    this.#sound = sound;
    this.pool = new EncoderPool({ ok: true, addon }, this.#clock);
  }

  /** A listener of the mix `ana`; its bus plays from `start` on. */
  join(frames: number, start = 0): EncoderUse {
    const bus = this.#buses++;
    Atomics.store(busHeader(this.#memory, bus), BusWord.STATE, BusState.playing);
    const use = this.pool.use('ana', frames, new BusReader(this.#memory, bus));
    use.seat.start = start;
    return use;
  }

  /** Mixes up to the frame before `position`. */
  mix(position: number): void {
    for (let bus = 0; bus < this.#buses; bus++) {
      const out = new Int16Array(this.#memory.buffer, outRingOffset(bus), OUT_CAPACITY * 2);
      for (let n = Math.max(this.#position, position - OUT_CAPACITY); n < position; n++) {
        const at = (n & (OUT_CAPACITY - 1)) * 2;
        out[at] = this.#sound(n);
        out[at + 1] = this.#sound(n) / 2;
      }
    }
    this.#position = position;
    Atomics.store(this.#header, EngineWord.OUT_POS, position | 0);
    this.#clock.refresh();
  }

  /** Position of the first frame of packet `n`. */
  first(n: number, frames: number): number {
    return n * frames - LOOK_AHEAD;
  }

  /** Mixes what packet `n` needs, and takes it. */
  take({ encoder, seat }: EncoderUse, n: number): Uint8Array | undefined {
    const end = this.first(n + 1, encoder.frames);
    if (end > this.#position) this.mix(end);
    return encoder.take(seat, this.first(n, encoder.frames))?.slice();
  }
}
