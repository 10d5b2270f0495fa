/**
 * The header of a WAV file: RIFF, RF64 and BW64, PCM 16/24/32 bits and float 32/64, plain and extensible. Pure.
 *
 * | chunk | what is read from it |
 * |-------|---------------------|
 * | `RIFF`, `RF64`, `BW64` + `WAVE` | that it is such a file; its size is not trusted |
 * | `ds64` | size of `data`, 64 bits, if `data` says 0xFFFFFFFF |
 * | `fmt ` | tag (1 PCM, 3 float, 0xFFFE: given by the sub-format), channels, rate, bits of the container |
 * | `data` | where the sound begins and how long it is |
 *
 * A killed recorder leaves the size of `data` as it was at its start: 0, an impossible size (from 0x7FFF0000), or some
 * bytes too many. Then the sound goes to the end of the file, or to the text chunks at its end.
 */
import { CodedError } from '../../base/errors.js';
import { SAMPLE_RATES } from '../format.js';
import { chunkAt, chunksBehind, nextChunk, type ReadAt, reachesEnd } from './wav-chunks.js';

/** How one sample is stored. `s24in32`: 24 bits in the low three of four bytes, like ALSA's S24_LE. */
export type SampleFormat = 's16' | 's24' | 's24in32' | 's32' | 'f32' | 'f64';

export const SAMPLE_BYTES: Readonly<Record<SampleFormat, number>> = {
  s16: 2,
  s24: 3,
  s24in32: 4,
  s32: 4,
  f32: 4,
  f64: 8,
};

export interface WavFormat {
  readonly sampleFormat: SampleFormat;
  /** Channels in the file; there may be more than the box takes. */
  readonly channels: number;
  /** Hertz. */
  readonly sampleRate: number;
  /** Bytes of one frame. */
  readonly frameBytes: number;
  /** Offset in bytes from the start of the file. */
  readonly dataOffset: number;
  /** Number of whole frames. */
  readonly frames: number;
  /** A note for people, one line that names the file; undefined if all is well. */
  readonly note: string | undefined;
}

/** No recorder writes more chunks than this before the sound. */
const MOST_CHUNKS = 1000;
const UNKNOWN_SIZE = 0xffff_ffff;
/** In a smaller file, sizes from here on mean "not known yet": 0x7FFF0000 …, 0x80000000, 0xFFFFFFFF and similar. */
const LEAST_STREAMING_SIZE = 0x7fff_0000;
/** A recorder that counts its own header as sound announces this many bytes too many. */
const MOST_EXTRA = 44;
const TAKES = 'it must be PCM of 16, 24 or 32 bits or float';

/**
 * Parses the header of the file `name`. Throws an `CodedError` (`wav-…`) that says what is wrong and how to convert.
 */
export function parseWav(name: string, fileBytes: number, readAt: ReadAt): WavFormat {
  return new HeaderParser(name, fileBytes, readAt).parse();
}

/** How the samples lie in the file. */
type Shape = Pick<WavFormat, 'sampleFormat' | 'channels' | 'sampleRate'>;

class HeaderParser {
  readonly #name: string;
  readonly #fileBytes: number;
  readonly #readAt: ReadAt;
  readonly #convert: string;

  constructor(name: string, fileBytes: number, readAt: ReadAt) {
    this.#name = name;
    this.#fileBytes = fileBytes;
    this.#readAt = readAt;
    this.#convert = `convert with: ffmpeg -i ${name} -c:a pcm_s24le converted.wav`;
  }

  parse(): WavFormat {
    const readAt = this.#readAt;
    const head = view(readAt(0, 12));
    const kind = head.byteLength === 12 ? ascii(head, 0) : '';
    if (!['RIFF', 'RF64', 'BW64'].includes(kind) || ascii(head, 8) !== 'WAVE') {
      throw this.#fault('wav-not-a-wav', `not a WAV file; ${this.#convert}`);
    }
    let fmt: DataView | undefined;
    let longSize: number | undefined;
    let offset = 12;
    for (let count = 0; count < MOST_CHUNKS; count++) {
      const chunk = chunkAt(readAt, offset);
      if (chunk === undefined) break;
      const { id, size } = chunk;
      const body = offset + 8;
      if (id === 'data') {
        if (!fmt) throw this.#fault('wav-no-format', `damaged: its sound comes before its format; ${this.#convert}`);
        return this.#whole(fmt, body, size === UNKNOWN_SIZE && longSize !== undefined ? longSize : size);
      }
      if (id === 'ds64') {
        const sizes = view(readAt(body, 16));
        if (sizes.byteLength < 16) break;
        longSize = Number(sizes.getBigUint64(8, true));
      } else if (id === 'fmt ') {
        fmt = view(readAt(body, Math.min(size, 40)));
        if (fmt.byteLength < 16) break;
      }
      offset = nextChunk(readAt, body, size);
    }
    throw this.#fault('wav-truncated', `truncated or damaged: it holds no sound; copy it again or ${this.#convert}`);
  }

  #fault(code: string, text: string): CodedError {
    return new CodedError(code, `${this.#name}: ${text}`);
  }

  #whole(format: DataView, dataOffset: number, announced: number): WavFormat {
    const { sampleFormat, channels, sampleRate } = this.#shapeOf(format);
    const frameBytes = channels * SAMPLE_BYTES[sampleFormat];
    const there = this.#fileBytes - dataOffset;
    const { bytes, finished } = this.#soundBytes(dataOffset, announced);
    const frames = Math.floor(bytes / frameBytes);
    if (frames < 1) throw this.#fault('wav-empty', `it holds no sound; ${TAKES}`);
    // If sound fills the file to its end, the file was cut off there, and most of the sound may be missing.
    if (bytes === there && announced - there > MOST_EXTRA && announced < LEAST_STREAMING_SIZE) {
      throw this.#fault(
        'wav-truncated',
        `truncated: ${announced} bytes of sound announced, ${there} are there; copy it again`,
      );
    }
    const note = finished
      ? undefined
      : `${this.#name}: its recorder did not finish it, so its header does not say how long it is; it plays to the end of the file`;
    return { sampleFormat, channels, sampleRate, frameBytes, dataOffset, frames, note };
  }

  /**
   * Trusts a length that leads to the end of the file or to another chunk; otherwise the sound ends where text begins.
   */
  #soundBytes(dataOffset: number, announced: number): { bytes: number; finished: boolean } {
    const end = dataOffset + announced;
    if (announced > 0 && end <= this.#fileBytes) {
      if (
        end === this.#fileBytes ||
        reachesEnd(this.#readAt, nextChunk(this.#readAt, dataOffset, announced), this.#fileBytes)
      )
        return { bytes: announced, finished: true };
    }
    const behind = chunksBehind(this.#readAt, dataOffset, this.#fileBytes) - dataOffset;
    if (announced > 0 && announced <= behind) return { bytes: announced, finished: true };
    return { bytes: behind, finished: false };
  }

  #shapeOf(format: DataView): Shape {
    let tag = format.getUint16(0, true);
    if (tag === 0xfffe && format.byteLength >= 26) tag = format.getUint16(24, true);
    const channels = format.getUint16(2, true);
    const sampleRate = format.getUint32(4, true);
    const align = format.getUint16(12, true);
    const bits = format.getUint16(14, true);
    const sampleFormat = FORMATS[`${tag}:${bits}:${align / channels}`] ?? FORMATS[`${tag}:${bits}`];
    if (!sampleFormat) {
      const what =
        tag === 1 || tag === 3 ? `${bits}-bit ${tag === 1 ? 'integers' : 'floats'}` : `compressed (format ${tag})`;
      throw this.#fault('wav-format', `${what}; ${TAKES}; ${this.#convert}`);
    }
    if (channels < 1 || align !== channels * SAMPLE_BYTES[sampleFormat]) {
      throw this.#fault(
        'wav-damaged',
        `damaged: ${channels} channels of ${bits} bits do not make frames of ${align} bytes; ${TAKES}; ${this.#convert}`,
      );
    }
    if (!SAMPLE_RATES.includes(sampleRate)) {
      throw this.#fault(
        'wav-rate',
        `${sampleRate} Hz, and the box runs at ${SAMPLE_RATES.join(' or ')}; convert with: sox ${this.#name} -r 48000 converted.wav`,
      );
    }
    return { sampleFormat, channels, sampleRate };
  }
}

/** By `tag:bits`; and by `tag:bits:bytes of a sample` if the sample uses more bytes than its bits need. */
const FORMATS: Readonly<Record<string, SampleFormat>> = {
  '1:16': 's16',
  '1:24': 's24',
  '1:24:4': 's24in32',
  '1:32': 's32',
  '3:32': 'f32',
  '3:64': 'f64',
};

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function ascii(bytes: DataView, offset: number): string {
  return String.fromCharCode(...Array.from({ length: 4 }, (_, i) => bytes.getUint8(offset + i)));
}
