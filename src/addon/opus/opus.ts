/**
 * Opus (RFC 6716) by the machine's own libopus, opened at run time: 48 kHz stereo alone. Pure: types only. An object
 * belongs to the thread that created it, and is freed by `closeOpus` or with its last reference. A wrong argument
 * throws a TypeError with the code `opus-argument`; a closed object throws `opus-closed`.
 */

/** An open encoder. */
export interface OpusEncoderHandle {
  /** Frames by which the decoded sound comes after the encoded. */
  readonly lookAhead: number;
}

/** An open decoder. */
export type OpusDecoderHandle = object & { readonly lookAhead?: undefined };

export interface OpusCodecs {
  /** Why there is no Opus ("missing library: apt-get install libopus0"); '' if there is. */
  opusMissing(): string;
  /** Name and version of the library; '' if there is none. */
  opusVersion(): string;
  /**
   * An encoder for the lowest delay, with packets of constant size. `bitrate`: 6000…510000 bit/s.
   * `complexity`: 0…10.
   * Throws `opus-missing` without the library.
   */
  createOpusEncoder(bitrate: number, complexity: number): OpusEncoderHandle;
  /**
   * Encodes the first `frames` frames (120, 240, 480 or 960) of interleaved `samples` into `out`, at most `most` bytes
   * (2…1275). Returns the bytes of the packet. `alone`: coded without prediction from the frames before, so that a
   * decoder may begin with it. Creates no object.
   */
  encodeOpus(
    encoder: OpusEncoderHandle,
    samples: Int16Array | Float32Array,
    frames: number,
    alone: boolean,
    out: Uint8Array,
    most: number,
  ): number;
  /** Forgets all that was encoded. */
  resetOpusEncoder(encoder: OpusEncoderHandle): void;
  /** Throws `opus-missing` without the library. */
  createOpusDecoder(): OpusDecoderHandle;
  /**
   * Decodes a packet into interleaved `out`, at most `frames` frames (a multiple of 120 up to 5760); float samples have
   * full scale 1. `null` makes up exactly `frames` frames for a lost packet. Returns the frames decoded; below 0 if the
   * packet is damaged, or longer than `frames`. Any bytes are allowed. Creates no object.
   */
  decodeOpus(
    decoder: OpusDecoderHandle,
    packet: Uint8Array | null,
    out: Int16Array | Float32Array,
    frames: number,
  ): number;
  /** Forgets all that was decoded. */
  resetOpusDecoder(decoder: OpusDecoderHandle): void;
  /** Frees an encoder or a decoder; a second call is harmless. */
  closeOpus(codec: OpusEncoderHandle | OpusDecoderHandle): void;
}
