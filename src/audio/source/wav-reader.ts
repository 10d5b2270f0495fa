/**
 * Reads a WAV file again and again into a read-ahead buffer. It runs in its own
 * thread: every call may wait for the disk.
 */
import { closeSync, fstatSync, readSync } from 'node:fs';
import { CodedError } from '../../base/errors.js';
import { MAX_CHANNELS } from '../format.js';
import { READ_AHEAD_FRAMES, ReadAhead, ReadAheadWord } from './read-ahead.js';
import { decodeFrames } from './wav-decode.js';
import { markOf, type OpenWav, openWav, readFormat } from './wav-file.js';
import type { WavFormat } from './wav-format.js';

/** Frames read from disk at a time, fewer if they are very wide. */
const PIECE = 4_096;
const PIECE_BYTES = 4_194_304;

export class WavReader {
  readonly #path: string;
  readonly #ahead: ReadAhead;
  readonly #sampleRate: number;
  #file: OpenWav | undefined;
  #bytes: Uint8Array = new Uint8Array(0);
  #piece = PIECE;
  /** Frame of the file that is read next. */
  #at = 0;
  /** Mark of the file at the last check. */
  #mark = '';

  constructor(path: string, buffer: SharedArrayBuffer, channels: number, sampleRate: number) {
    this.#path = path;
    this.#ahead = new ReadAhead(buffer, channels);
    this.#sampleRate = sampleRate;
  }

  /** Opens the file at its beginning. Throws an `CodedError`, also if the file no longer matches its description. */
  open(): void {
    const file = openWav(this.#path);
    const { channels, sampleRate, frameBytes } = file.format;
    if (Math.min(channels, MAX_CHANNELS) !== this.#ahead.lanes.length || sampleRate !== this.#sampleRate) {
      closeSync(file.fd);
      throw new CodedError('wav-changed', `${this.#path}: now ${channels} channels at ${sampleRate} Hz`);
    }
    this.#file = file;
    this.#mark = file.mark;
    this.#piece = Math.max(1, Math.min(PIECE, Math.floor(PIECE_BYTES / frameBytes)));
    this.#bytes = new Uint8Array(this.#piece * frameBytes);
    this.#at = 0;
    Atomics.store(this.#ahead.header, ReadAheadWord.FAILED, 0);
  }

  /**
   * Fills the buffer as far as possible. Returns false if the file cannot be read any more (shorter than before,
   * overwritten by another, bad disk). It is then closed, and may be opened again.
   */
  fill(): boolean {
    while (READ_AHEAD_FRAMES - this.#ahead.ready >= PIECE) {
      if (!this.#readPiece()) {
        this.close();
        Atomics.store(this.#ahead.header, ReadAheadWord.FAILED, 1);
        return false;
      }
    }
    return true;
  }

  close(): void {
    if (this.#file) closeSync(this.#file.fd);
    this.#file = undefined;
  }

  /** Reads the next frames up to the end of the file or of the buffer, at most one piece. */
  #readPiece(): boolean {
    if (!this.#file) return false;
    const { fd, format } = this.#file;
    const { header, lanes } = this.#ahead;
    const position = header[ReadAheadWord.WRITE_POS]!;
    const index = position & (READ_AHEAD_FRAMES - 1);
    const frames = Math.min(this.#piece, READ_AHEAD_FRAMES - index, format.frames - this.#at);
    const bytes = frames * format.frameBytes;
    if (!readFully(fd, this.#bytes, bytes, format.dataOffset + this.#at * format.frameBytes)) return false;
    if (!this.#isStillTheSame(fd, format)) return false;
    decodeFrames(
      format.sampleFormat,
      new DataView(this.#bytes.buffer, 0, bytes),
      format.channels,
      frames,
      lanes,
      index,
    );
    this.#at = (this.#at + frames) % format.frames;
    Atomics.store(header, ReadAheadWord.WRITE_POS, (position + frames) | 0);
    return true;
  }

  /**
   * Checked after each piece: bytes of another file, written over this one, would be noise. A file that grows goes on.
   */
  #isStillTheSame(fd: number, format: WavFormat): boolean {
    try {
      if (markOf(fstatSync(fd)) === this.#mark) return true;
      const { format: now, mark } = readFormat(this.#path, fd);
      this.#mark = mark;
      return (
        now.sampleFormat === format.sampleFormat &&
        now.channels === format.channels &&
        now.sampleRate === format.sampleRate &&
        now.dataOffset === format.dataOffset &&
        now.frames >= format.frames
      );
    } catch {
      return false;
    }
  }
}

/** Reads exactly `length` bytes; false if they are not there. */
function readFully(fd: number, into: Uint8Array, length: number, offset: number): boolean {
  let done = 0;
  while (done < length) {
    let read = 0;
    try {
      read = readSync(fd, into, done, length - done, offset + done);
    } catch {
      return false;
    }
    if (read === 0) return false;
    done += read;
  }
  return true;
}
