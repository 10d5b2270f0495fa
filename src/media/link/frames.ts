/**
 * Frames on the Unix socket between the box and its media process: a length, a type, and JSON or one encoded frame of
 * sound. Little-endian. Pure.
 *
 * | offset | type | field                                               |
 * |--------|------|-----------------------------------------------------|
 * | 0      | u32  | bytes that follow this field                        |
 * | 4      | u8   | type: 1 JSON, 2 sound                               |
 * | 5      | …    | JSON: UTF-8. Sound: see below                       |
 * | 5      | u8   | 0                                                   |
 * | 6      | u16  | frames                                              |
 * | 8      | u32  | stream                                              |
 * | 12     | f64  | index of the first frame since the stream began     |
 * | 20     | f64  | capture time of the last frame, ms, monotonic       |
 * | 28     | …    | one Opus packet                                     |
 */

export const SOUND_HEADER_BYTES = 28;
/** Longest frame, bytes, its length field included. */
export const MAX_FRAME_BYTES = 16_384;

const LENGTH_BYTES = 4;
const FrameType = { json: 1, sound: 2 } as const;

/** One encoded frame of one stream, on its way to every session that plays the stream. */
export interface Sound {
  /** Number of the encoder, u32. */
  readonly stream: number;
  readonly frames: number;
  readonly first: number;
  readonly captureMs: number;
  /** A view, valid during the call that gets it. */
  readonly data: Uint8Array;
}

/** A whole JSON frame. Throws if it were too long. */
export function jsonFrame(message: object): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(message));
  const frame = new Uint8Array(LENGTH_BYTES + 1 + text.length);
  if (frame.length > MAX_FRAME_BYTES) throw new RangeError(`a message of ${frame.length} bytes`);
  new DataView(frame.buffer).setUint32(0, text.length + 1, true);
  frame[LENGTH_BYTES] = FrameType.json;
  frame.set(text, LENGTH_BYTES + 1);
  return frame;
}

/**
 * Writes, at `at`, all of a sound frame but its data: `bytes`, which stand `SOUND_HEADER_BYTES` further on. Allocates
 * nothing.
 */
export function writeSoundHeader(
  view: DataView,
  at: number,
  stream: number,
  sound: Pick<Sound, 'frames' | 'first' | 'captureMs'>,
  bytes: number,
): void {
  view.setUint32(at, SOUND_HEADER_BYTES - LENGTH_BYTES + bytes, true);
  view.setUint8(at + LENGTH_BYTES, FrameType.sound);
  view.setUint8(at + 5, 0);
  view.setUint16(at + 6, sound.frames, true);
  view.setUint32(at + 8, stream, true);
  view.setFloat64(at + 12, sound.first, true);
  view.setFloat64(at + 20, sound.captureMs, true);
}

/** What a frame may be. */
export interface FrameHandlers {
  /** Parsed, and nothing more. */
  json(message: unknown): void;
  sound(sound: Sound): void;
}

/** Cuts the bytes of the socket into frames. */
export class FrameReader {
  readonly #handlers: FrameHandlers;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(handlers: FrameHandlers) {
    this.#handlers = handlers;
  }

  /** Handles every frame that is whole. False if the bytes are no frames: the connection is of no more use. */
  push(chunk: Uint8Array): boolean {
    let bytes = chunk;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + chunk.length);
      bytes.set(this.#rest);
      bytes.set(chunk, this.#rest.length);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    while (bytes.length - at >= LENGTH_BYTES) {
      const length = view.getUint32(at, true);
      if (length === 0 || length > MAX_FRAME_BYTES - LENGTH_BYTES) return false;
      const end = at + LENGTH_BYTES + length;
      if (end > bytes.length) break;
      if (!this.#frame(bytes.subarray(at, end), view, at)) return false;
      at = end;
    }
    this.#rest = bytes.slice(at);
    return true;
  }

  #frame(frame: Uint8Array, view: DataView, at: number): boolean {
    const type = frame[LENGTH_BYTES];
    if (type === FrameType.json) {
      const message = parse(frame.subarray(LENGTH_BYTES + 1));
      if (message === undefined) return false;
      this.#handlers.json(message);
      return true;
    }
    if (type !== FrameType.sound || frame.length < SOUND_HEADER_BYTES) return false;
    const first = view.getFloat64(at + 12, true);
    if (!Number.isSafeInteger(first)) return false;
    this.#handlers.sound({
      frames: view.getUint16(at + 6, true),
      stream: view.getUint32(at + 8, true),
      first,
      captureMs: view.getFloat64(at + 20, true),
      data: frame.subarray(SOUND_HEADER_BYTES),
    });
    return true;
  }
}

function parse(text: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch {
    return undefined;
  }
}
