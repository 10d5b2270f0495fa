/**
 * Makes samples of the packets of a stream: PCM as it is, Opus by the machine's libopus. Packets must come in the order
 * of their frames; a copy of an earlier packet is of no use any more. For lost packets the decoder's own guess is not
 * played: playout conceals them as it does with PCM. The decoder only hears of them.
 */
import type { OpusCodecs, OpusDecoderHandle } from '../addon/opus/opus.js';
import type { MixAudio } from '../audio/stream/native/mix-packet.js';
import { OPUS_LOOK_AHEAD } from '../audio/stream/sound-form.js';

/** A decoder hears of at most this many lost frames: beyond, it begins anew. */
const LONGEST_GAP = 5_760;
const LONGEST_PACKET = 960;

export interface DecodedSound {
  /** Index of the first frame since the stream began. */
  readonly first: number;
  /** Interleaved stereo; belongs to the receiver. */
  readonly samples: Int16Array;
  /** Capture time of the last frame, ms. */
  readonly captureMs: number;
}

export class SoundDecoder {
  readonly #opus: OpusCodecs | undefined;
  readonly #decoder: OpusDecoderHandle | undefined;
  readonly #scratch = new Int16Array(LONGEST_GAP * 2);
  #epoch = -1;
  /** First frame that the decoder expects; NaN while PCM comes, and before the first packet. */
  #next = Number.NaN;
  #damaged = 0;

  /** `opus` is absent on a machine without it: then only PCM is decoded. */
  constructor(opus: OpusCodecs | undefined) {
    this.#opus = opus?.opusMissing() === '' ? opus : undefined;
    this.#decoder = this.#opus?.createOpusDecoder();
  }

  /** What this packet adds to the sound, in order: nothing, one piece, or two when PCM follows Opus. */
  decode(audio: MixAudio): readonly DecodedSound[] {
    if (audio.epoch !== this.#epoch) this.#next = Number.NaN;
    this.#epoch = audio.epoch;
    if (audio.codec === 'opus') return this.#decodeOpus(audio);
    const { first, samples, captureMs } = audio;
    const tail = first === this.#next ? this.#tail(audio) : [];
    this.#next = Number.NaN;
    return [...tail, { first, samples, captureMs }];
  }

  /** Packets of Opus since the last call that could not be decoded, or came to a machine without libopus. */
  takeDamaged(): number {
    const damaged = this.#damaged;
    this.#damaged = 0;
    return damaged;
  }

  #decodeOpus({ first, frames, packet, captureMs, sampleRate }: MixAudio): readonly DecodedSound[] {
    if (this.#opus === undefined || this.#decoder === undefined) {
      this.#damaged++;
      return [];
    }
    if (first < this.#next) return [];
    const fresh = !this.#follow(this.#decoder, first);
    const done = this.#opus.decodeOpus(this.#decoder, packet, this.#scratch, LONGEST_PACKET);
    this.#next = first + frames;
    if (done !== frames) {
      this.#damaged++;
      return [];
    }
    // A fresh decoder fades in over the look-ahead.
    const skip = fresh ? Math.min(OPUS_LOOK_AHEAD, frames) : 0;
    const samples = this.#scratch.slice(skip * 2, frames * 2);
    const sound = { first: first - OPUS_LOOK_AHEAD + skip, samples };
    return samples.length === 0 ? [] : [{ ...sound, captureMs: captureMs - (OPUS_LOOK_AHEAD * 1000) / sampleRate }];
  }

  /** Brings the decoder to `first`; false if it begins anew there. */
  #follow(decoder: OpusDecoderHandle, first: number): boolean {
    const gap = first - this.#next;
    if (gap === 0) return true;
    if (gap > 0 && gap <= LONGEST_GAP && gap % OPUS_LOOK_AHEAD === 0) {
      this.#opus!.decodeOpus(decoder, null, this.#scratch, gap);
      return true;
    }
    this.#opus!.resetOpusDecoder(decoder);
    return false;
  }

  /** The last frames of Opus before PCM, which no packet brings: the decoder makes them up. */
  #tail({ first, frames, captureMs, sampleRate }: MixAudio): readonly DecodedSound[] {
    this.#opus!.decodeOpus(this.#decoder!, null, this.#scratch, OPUS_LOOK_AHEAD);
    const samples = this.#scratch.slice(0, OPUS_LOOK_AHEAD * 2);
    return [{ first: first - OPUS_LOOK_AHEAD, samples, captureMs: captureMs - (frames * 1000) / sampleRate }];
  }
}
