/**
 * Sound read ahead of the mixer: planar float32 in shared memory. A reader thread writes it, and the audio worker takes
 * it. So a disk may be slow, and the audio worker never waits for it.
 */

/** Frames per channel: 1.4 s at 48 kHz. A power of two. */
export const READ_AHEAD_FRAMES = 65_536;

/** Int32 words. */
export const ReadAheadWord = {
  /** Frames written so far (wraps). Reader thread. */
  WRITE_POS: 0,
  /** Frames taken so far (wraps). Audio worker. */
  READ_POS: 1,
  /** 1 = the file cannot be read for now. Reader thread. */
  FAILED: 2,
  /** 1 = the reader must end. Audio worker writes and notifies. */
  CLOSE: 3,
} as const;

const HEADER_BYTES = 64;

export class ReadAhead {
  readonly header: Int32Array;
  /** One per channel; the frame at position `p` has index `p & (READ_AHEAD_FRAMES − 1)`. */
  readonly lanes: readonly Float32Array[];

  constructor(buffer: SharedArrayBuffer, channels: number) {
    this.header = new Int32Array(buffer, 0, HEADER_BYTES / 4);
    this.lanes = Array.from(
      { length: channels },
      (_, channel) => new Float32Array(buffer, HEADER_BYTES + channel * READ_AHEAD_FRAMES * 4, READ_AHEAD_FRAMES),
    );
  }

  static allocate(channels: number): SharedArrayBuffer {
    return new SharedArrayBuffer(HEADER_BYTES + channels * READ_AHEAD_FRAMES * 4);
  }

  /** Frames ready to be taken. */
  get ready(): number {
    return (Atomics.load(this.header, ReadAheadWord.WRITE_POS) - Atomics.load(this.header, ReadAheadWord.READ_POS)) | 0;
  }
}
