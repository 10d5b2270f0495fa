/**
 * Lays decoded sound on the frames of the stream, as a client must: PCM where its packet says, Opus earlier by the
 * look-ahead. Frames that are there already stay.
 */
import type { Addon } from '../../../../src/addon/index.js';
import type { OpusDecoderHandle } from '../../../../src/addon/opus/opus.js';

const LOOK_AHEAD = 120;

export class Timeline {
  /** Left sample by frame, full scale 32768. */
  readonly left = new Map<number, number>();
  /** Packets that could not be decoded. */
  damaged = 0;
  readonly #addon: Addon;
  readonly #decoder: OpusDecoderHandle;
  readonly #out = new Float32Array(960 * 2);

  constructor(addon: Addon) {
    this.#addon = addon;
    this.#decoder = addon.createOpusDecoder();
  }

  pcm(first: number, frames: number, body: Buffer): void {
    for (let i = 0; i < frames; i++) this.#put(first + i, body.readInt16LE(i * 4));
  }

  opus(first: number, frames: number, packet: Uint8Array): void {
    if (this.#addon.decodeOpus(this.#decoder, packet, this.#out, frames) !== frames) {
      this.damaged++;
      return;
    }
    for (let i = 0; i < frames; i++) this.#put(first - LOOK_AHEAD + i, this.#out[i * 2]! * 32_768);
  }

  /** Frames in `from…to − 1` that nothing was laid on. */
  missing(from: number, to: number): number {
    let count = 0;
    for (let n = from; n < to; n++) if (!this.left.has(n)) count++;
    return count;
  }

  /** Of `from…to − 1`: level against `sound` in dB, and signal to noise in dB. */
  against(sound: (n: number) => number, from: number, to: number): { levelDb: number; snrDb: number } {
    let [wanted, heard, apart] = [0, 0, 0];
    for (let n = from; n < to; n++) {
      const [x, y] = [sound(n), this.left.get(n) ?? 0];
      wanted += x * x;
      heard += y * y;
      apart += (x - y) ** 2;
    }
    return { levelDb: 10 * Math.log10(heard / wanted), snrDb: 10 * Math.log10(wanted / apart) };
  }

  /** By how many frames the decoded sound is late against `sound`: the best match within ± `most` frames. */
  lag(sound: (n: number) => number, from: number, to: number, most: number): number {
    let [best, at] = [Number.NEGATIVE_INFINITY, 0];
    for (let lag = -most; lag <= most; lag++) {
      let sum = 0;
      for (let n = from; n < to; n++) sum += sound(n - lag) * (this.left.get(n) ?? 0);
      if (sum > best) [best, at] = [sum, lag];
    }
    return at;
  }

  #put(n: number, value: number): void {
    if (!this.left.has(n)) this.left.set(n, value);
  }
}
