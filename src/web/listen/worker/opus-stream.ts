/**
 * Decodes one Opus stream in order. A decoder predicts each packet from those before it. So for packets that never
 * came it makes sound up, and that also keeps it in step. Pure but for the decoder; one thread.
 */

/** The part of the decoder that is used. Each result is an array of its own, interleaved stereo. */
export interface OpusDecoder {
  decodeFloat(packet: Uint8Array, options: { readonly frameSize: number }): Float32Array;
  decodePacketLossFloat(frames: number): Float32Array;
}

/** Sound that came out of the decoder. */
interface DecodedSound {
  /** Index of its first frame. */
  readonly first: number;
  /** Interleaved stereo. */
  readonly samples: Float32Array;
  /** Made up in place of lost packets. */
  readonly made: boolean;
}

/** More lost sound than this in one piece is left to playout, frames. */
const MOST_MADE = 2880;

export class OpusStream {
  readonly #decoder: OpusDecoder;
  readonly #lookAhead: number;
  #next = Number.NaN;

  /** @param lookAhead frames by which decoded sound comes after the encoded. */
  constructor(decoder: OpusDecoder, lookAhead: number) {
    this.#decoder = decoder;
    this.#lookAhead = lookAhead;
  }

  /** Another stream begins, or packets of another codec come between. */
  restart(): void {
    this.#next = Number.NaN;
  }

  /** The end of the stream so far, made up; for what follows in another codec. Undefined if there is none. */
  end(): DecodedSound | undefined {
    if (Number.isNaN(this.#next)) return undefined;
    const first = this.#next - this.#lookAhead;
    this.restart();
    return { first, samples: this.#decoder.decodePacketLossFloat(this.#lookAhead), made: false };
  }

  /**
   * Decodes the packet of `frames` frames from `first` on; gives what was made up before it, too. A packet that came
   * too late to be decoded in order gives nothing, like a damaged packet.
   */
  take(first: number, frames: number, packet: Uint8Array): readonly DecodedSound[] {
    if (first < this.#next) return [];
    const sounds: DecodedSound[] = [];
    if (first - this.#next <= MOST_MADE) {
      while (this.#next < first) {
        const missing = Math.min(frames, first - this.#next);
        const samples = this.#decoder.decodePacketLossFloat(missing);
        sounds.push({ first: this.#next - this.#lookAhead, samples, made: true });
        this.#next += missing;
      }
    }
    this.#next = first + frames;
    try {
      const samples = this.#decoder.decodeFloat(packet, { frameSize: frames });
      if (samples.length === 2 * frames) sounds.push({ first: first - this.#lookAhead, samples, made: false });
    } catch {
      // A damaged packet is a lost packet.
    }
    return sounds;
  }
}
