/**
 * The header of a WAV file: RIFF, RF64 and BW64, PCM 16/24/32 bits and float 32/64, plain and extensible. Pure.
 *
 * | chunk | what is taken of it |
 * |-------|---------------------|
 * | `RIFF`, `RF64`, `BW64` + `WAVE` | that it is one; its size is not trusted |
 * | `ds64` | size of `data`, 64 bits, where `data` says 0xFFFFFFFF |
 * | `fmt ` | tag (1 PCM, 3 float, 0xFFFE: the first two bytes of the sub-format), channels, rate, bits of the container |
 * | `data` | where the sound begins and how long it is; 0 and 0xFFFFFFFF (a writer that was not asked to finish) = up to the end |
 *
 * A chunk of odd length is followed by a byte of padding.
 */
import { AudioError } from '../errors.js';
import { SAMPLE_RATES } from '../format.js';

/** How one sample is stored. */
export type SampleFormat = 's16' | 's24' | 's32' | 'f32' | 'f64';

export const SAMPLE_BYTES: Readonly<Record<SampleFormat, number>> = { s16: 2, s24: 3, s32: 4, f32: 4, f64: 8 };

export interface WavFormat {
  readonly sampleFormat: SampleFormat;
  /** As many as the file has, which may be more than the box takes. */
  readonly channels: number;
  /** Hertz. */
  readonly sampleRate: number;
  /** Bytes of one frame. */
  readonly frameBytes: number;
  /** Bytes from the start of the file. */
  readonly dataOffset: number;
  /** Whole frames. */
  readonly frames: number;
}

/** Reads `length` bytes at `offset`; fewer where the file ends. */
export type ReadAt = (offset: number, length: number) => Uint8Array;

/** A file with more chunks before its sound is not one that a recorder wrote. */
const MOST_CHUNKS = 1000;
const UNKNOWN_SIZE = 0xffff_ffff;

/** Parses the header of the file `name`. Throws `AudioError` (`wav-…`) saying what is wrong and how to convert. */
export function parseWav(name: string, fileBytes: number, readAt: ReadAt): WavFormat {
  const fail = (code: string, text: string): AudioError => new AudioError(code, `${name}: ${text}`);
  const head = view(readAt(0, 12));
  const kind = head.byteLength === 12 ? ascii(head, 0) : '';
  if (!['RIFF', 'RF64', 'BW64'].includes(kind) || ascii(head, 8) !== 'WAVE') {
    throw fail('wav-not-a-wav', `not a WAV file; convert with: ffmpeg -i ${name} -c:a pcm_s24le converted.wav`);
  }

  let fmt: DataView | undefined;
  let longSize: number | undefined;
  let offset = 12;
  for (let chunk = 0; chunk < MOST_CHUNKS; chunk++) {
    const header = view(readAt(offset, 8));
    if (header.byteLength < 8) break;
    const id = ascii(header, 0);
    const size = header.getUint32(4, true);
    const body = offset + 8;
    if (id === 'data') {
      if (!fmt) throw fail('wav-no-format', 'damaged: its sound comes before its format');
      return whole(fmt, body, size);
    }
    if (id === 'ds64') {
      const sizes = view(readAt(body, 16));
      if (sizes.byteLength < 16) break;
      longSize = Number(sizes.getBigUint64(8, true));
    } else if (id === 'fmt ') {
      fmt = view(readAt(body, Math.min(size, 40)));
      if (fmt.byteLength < 16) break;
    }
    offset = body + size + (size & 1);
  }
  throw fail('wav-truncated', 'truncated or damaged: it holds no sound');

  function whole(format: DataView, dataOffset: number, size: number): WavFormat {
    const { sampleFormat, channels, sampleRate } = checkFormat(format, fail);
    const frameBytes = channels * SAMPLE_BYTES[sampleFormat];
    const there = fileBytes - dataOffset;
    let bytes = size === UNKNOWN_SIZE && longSize !== undefined ? longSize : size;
    if (bytes === 0 || bytes === UNKNOWN_SIZE) bytes = there;
    if (bytes > there) {
      throw fail('wav-truncated', `truncated: ${bytes} bytes of sound announced, ${there} are there; copy it again`);
    }
    const frames = Math.floor(bytes / frameBytes);
    if (frames < 1) throw fail('wav-empty', 'it holds no sound');
    return { sampleFormat, channels, sampleRate, frameBytes, dataOffset, frames };
  }

  function checkFormat(
    format: DataView,
    refuse: typeof fail,
  ): { sampleFormat: SampleFormat; channels: number; sampleRate: number } {
    let tag = format.getUint16(0, true);
    if (tag === 0xfffe && format.byteLength >= 26) tag = format.getUint16(24, true);
    const channels = format.getUint16(2, true);
    const sampleRate = format.getUint32(4, true);
    const align = format.getUint16(12, true);
    const bits = format.getUint16(14, true);
    const sampleFormat = FORMATS[`${tag}:${bits}`];
    if (!sampleFormat) {
      throw refuse(
        'wav-format',
        `${tag === 1 || tag === 3 ? `${bits}-bit ${tag === 1 ? 'integers' : 'floats'}` : `compressed (format ${tag})`}; ` +
          `it must be PCM of 16, 24 or 32 bits or float; convert with: ffmpeg -i ${name} -c:a pcm_s24le converted.wav`,
      );
    }
    if (channels < 1 || align !== channels * SAMPLE_BYTES[sampleFormat]) {
      throw refuse('wav-damaged', `damaged: ${channels} channels of ${bits} bits do not make frames of ${align} bytes`);
    }
    if (!SAMPLE_RATES.includes(sampleRate)) {
      throw refuse(
        'wav-rate',
        `${sampleRate} Hz, and the box runs at ${SAMPLE_RATES.join(' or ')}; convert with: sox ${name} -r 48000 converted.wav`,
      );
    }
    return { sampleFormat, channels, sampleRate };
  }
}

/** By `tag:bits`. */
const FORMATS: Readonly<Record<string, SampleFormat>> = {
  '1:16': 's16',
  '1:24': 's24',
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
