/**
 * Encodes one mix with one frame length, once for all who hear it. Stream worker only. Nothing is allocated per frame.
 *
 * A frame is encoded when the first listener takes it, and kept for the others. Frames are encoded in order. After a
 * jump the encoder begins anew, with the frame before the jump as its past. The first frame that a listener takes is
 * coded _alone_ where possible: without prediction from earlier ones. Then its decoder needs no past.
 */
import type { OpusCodecs, OpusEncoderHandle } from '../../../addon/opus/opus.js';
import { LOOK_AHEAD } from '../../shared/engine-layout.js';
import { type BusReader, READABLE_FRAMES } from '../bus-reader.js';
import { OPUS_COMPLEXITY, opusBitrate, opusBytes } from '../sound-form.js';
import type { StreamClock } from '../stream-clock.js';

/** Frames kept: 160 ms or more, beyond what a listener may be late. */
const KEPT = 64;
/** A gap of at most so many frames is encoded too, because a late listener may still take them. */
const SMALL_GAP = 16;
/** So many frames are coded alone after somebody joined, until one of them is taken. */
const ALONE = 8;

/** One listener's place at an encoder. */
export interface EncoderSeat {
  readonly bus: BusReader;
  /** First position of the bus' sound, once it has begun. Earlier frames are silence. */
  start: number;
  /** Coming frames to be coded alone for this listener. */
  alone: number;
  /** It has not taken a frame that was coded alone. */
  fresh: boolean;
}

export class SharedEncoder {
  /** Frames of a packet. */
  readonly frames: number;
  /** Frames encoded so far, counted once however many take them. */
  encoded = 0;
  readonly #opus: OpusCodecs;
  readonly #clock: StreamClock;
  readonly #encoder: OpusEncoderHandle;
  readonly #seats: EncoderSeat[] = [];
  readonly #stereo: Int32Array;
  readonly #samples: Int16Array;
  readonly #payloads: readonly Uint8Array[];
  readonly #firsts = new Float64Array(KEPT).fill(Number.NaN);
  readonly #codedAlone = new Uint8Array(KEPT);
  /** First frame that was not encoded yet. */
  #next = Number.NaN;

  /** Throws `opus-missing` without the library. */
  constructor(opus: OpusCodecs, clock: StreamClock, frames: number) {
    this.#opus = opus;
    this.#clock = clock;
    this.frames = frames;
    this.#encoder = opus.createOpusEncoder(opusBitrate(frames), OPUS_COMPLEXITY);
    this.#stereo = new Int32Array(frames);
    this.#samples = new Int16Array(this.#stereo.buffer);
    this.#payloads = Array.from({ length: KEPT }, () => new Uint8Array(opusBytes(frames)));
  }

  get empty(): boolean {
    return this.#seats.length === 0;
  }

  join(bus: BusReader): EncoderSeat {
    const seat: EncoderSeat = { bus, start: Number.POSITIVE_INFINITY, alone: ALONE, fresh: true };
    this.#seats.push(seat);
    return seat;
  }

  leave(seat: EncoderSeat): void {
    const at = this.#seats.indexOf(seat);
    if (at >= 0) this.#seats.splice(at, 1);
  }

  /** The listener lost frames, or another source plays: its next frame is coded alone. */
  refresh(seat: EncoderSeat): void {
    seat.fresh = true;
    seat.alone = ALONE;
  }

  /** Forgets what was encoded, because another source plays. */
  restart(): void {
    this.#next = Number.NaN;
    this.#firsts.fill(Number.NaN);
    for (const seat of this.#seats) this.refresh(seat);
  }

  /**
   * The packet of the frame that begins at position `first`, a whole multiple of the length less the limiter's
   * look-ahead. Undefined if its sound or its packet is no longer there. Valid for `KEPT` more frames.
   */
  take(seat: EncoderSeat, first: number): Uint8Array | undefined {
    if (!this.#has(first) && !this.#reach(seat, first)) return undefined;
    const slot = this.#slot(first);
    if (this.#codedAlone[slot] === 1) {
      seat.fresh = false;
      seat.alone = 0;
    } else if (seat.fresh) seat.alone = ALONE;
    return this.#payloads[slot];
  }

  close(): void {
    this.#opus.closeOpus(this.#encoder);
  }

  #slot(first: number): number {
    return ((first + LOOK_AHEAD) / this.frames) % KEPT;
  }

  #has(first: number): boolean {
    return this.#firsts[this.#slot(first)] === first;
  }

  /** Encodes up to the frame at `first`. */
  #reach(seat: EncoderSeat, first: number): boolean {
    // A frame that was encoded once is never encoded again: the encoder's past would be another.
    if (first < this.#next) return false;
    if (!(first - this.#next <= SMALL_GAP * this.frames)) this.#jump(seat, first);
    while (this.#next <= first) if (!this.#encode(seat)) return false;
    return true;
  }

  /** Begins anew at `first`, with the frame before it as the encoder's past. */
  #jump(seat: EncoderSeat, first: number): void {
    this.#opus.resetOpusEncoder(this.#encoder);
    for (const each of this.#seats) this.refresh(each);
    const before = first - this.frames;
    this.#read(seat, before);
    const scratch = this.#payloads[this.#slot(first)]!;
    this.#opus.encodeOpus(this.#encoder, this.#samples, this.frames, true, scratch, scratch.length);
    this.#firsts[this.#slot(first)] = Number.NaN;
    this.#next = first;
  }

  /** Encodes the next frame; false if its sound was overwritten. */
  #encode(seat: EncoderSeat): boolean {
    const first = this.#next;
    this.#read(seat, first);
    if (this.#clock.mixedSince(first) > READABLE_FRAMES) {
      this.#next = Number.NaN;
      return false;
    }
    const slot = this.#slot(first);
    const payload = this.#payloads[slot]!;
    let alone = false;
    for (const each of this.#seats) {
      if (each.alone > 0) {
        alone = true;
        each.alone--;
      }
    }
    this.#opus.encodeOpus(this.#encoder, this.#samples, this.frames, alone, payload, payload.length);
    this.#firsts[slot] = first;
    this.#codedAlone[slot] = alone ? 1 : 0;
    this.#next = first + this.frames;
    this.encoded++;
    return true;
  }

  /**
   * Reads a frame from the bus of the oldest listener: a newcomer's own bus still fades in. Otherwise all buses of a
   * mix have the same sound.
   */
  #read(asking: EncoderSeat, first: number): void {
    let from = asking;
    for (const seat of this.#seats) {
      if (seat.start < from.start && seat.bus.playing) from = seat;
    }
    from.bus.copy(this.#stereo, first, this.frames, Math.min(from.start, first + this.frames));
  }
}
