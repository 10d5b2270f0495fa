/** WAV files for tests, written byte by byte. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { SAMPLE_BYTES, type SampleFormat } from '../../../src/audio/source/wav-format.js';

export interface WavShape {
  readonly format?: SampleFormat;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly extensible?: boolean;
  /** RF64 with a ds64 chunk. */
  readonly rf64?: boolean;
  /** The size that the data chunk claims, if it is wrong. */
  readonly dataSize?: number;
  /** Chunks before `fmt `, by name and length. */
  readonly extra?: readonly (readonly [string, number])[];
  /** Chunks after `data`, by name and length. */
  readonly behind?: readonly (readonly [string, number])[];
  /** The size that RIFF claims, if it is wrong. */
  readonly riffSize?: number;
  /** The size of the sound that ds64 claims, if it is wrong. */
  readonly longSize?: bigint;
  /** The writer omits the padding of odd chunks. */
  readonly unpadded?: boolean;
  readonly tag?: number;
  readonly bits?: number;
}

/** `frame(i)` gives the samples of frame `i`, −1…1 (integers are rounded). */
export function wavBytes(frames: number, frame: (i: number) => readonly number[], shape: WavShape = {}): Buffer {
  const {
    format = 's16',
    channels = 1,
    sampleRate = 48_000,
    extensible = false,
    rf64 = false,
    extra = [],
    behind = [],
  } = shape;
  const sampleBytes = SAMPLE_BYTES[format];
  const float = format === 'f32' || format === 'f64';
  const data = Buffer.alloc(frames * channels * sampleBytes);
  for (let i = 0; i < frames; i++) {
    const samples = frame(i);
    for (let channel = 0; channel < channels; channel++) {
      const at = (i * channels + channel) * sampleBytes;
      const x = samples[channel] ?? 0;
      if (format === 'f32') data.writeFloatLE(x, at);
      else if (format === 'f64') data.writeDoubleLE(x, at);
      else {
        const full = 2 ** (format === 's24in32' ? 23 : sampleBytes * 8 - 1);
        data.writeIntLE(Math.max(-full, Math.min(full - 1, Math.round(x * full))), at, sampleBytes);
        // Whatever the card left there.
        if (format === 's24in32') data[at + 3] = i * 37;
      }
    }
  }
  const tag = shape.tag ?? (float ? 3 : 1);
  const fmt = Buffer.alloc(extensible ? 40 : 16);
  fmt.writeUInt16LE(extensible ? 0xfffe : tag, 0);
  fmt.writeUInt16LE(channels, 2);
  fmt.writeUInt32LE(sampleRate, 4);
  fmt.writeUInt32LE(sampleRate * channels * sampleBytes, 8);
  fmt.writeUInt16LE(channels * sampleBytes, 12);
  fmt.writeUInt16LE(shape.bits ?? (format === 's24in32' ? 24 : sampleBytes * 8), 14);
  if (extensible) {
    fmt.writeUInt16LE(22, 16);
    fmt.writeUInt16LE(sampleBytes * 8, 18);
    fmt.writeUInt16LE(tag, 24);
    Buffer.from('000000001000800000aa00389b71', 'hex').copy(fmt, 26);
  }
  const pad = !shape.unpadded;
  const text = ([name, length]: readonly [string, number]) => chunk(name, Buffer.alloc(length, TEXT), length, pad);
  const chunks = extra.map(text);
  if (rf64) {
    const sizes = Buffer.alloc(28);
    sizes.writeBigUInt64LE(shape.longSize ?? BigInt(data.length), 8);
    sizes.writeBigUInt64LE(BigInt(frames), 16);
    chunks.unshift(chunk('ds64', sizes, sizes.length));
  }
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    ...chunks,
    chunk('fmt ', fmt, fmt.length),
    chunk('data', data, shape.dataSize ?? (rf64 ? 0xffff_ffff : data.length), pad),
    ...behind.map(text),
  ]);
  return chunk(rf64 ? 'RF64' : 'RIFF', body, shape.riffSize ?? (rf64 ? 0xffff_ffff : body.length), false);
}

/** What chunks beside the sound are filled with. */
const TEXT = 'Take 3, lead vocal. ';

function chunk(name: string, body: Buffer, size: number, pad = true): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, body, Buffer.alloc(pad ? body.length & 1 : 0)]);
}

/** Writes a file into a folder that is removed at the test's end; returns its path. */
export function wavFile(t: Test, bytes: Uint8Array, name = 'test.wav'): string {
  const folder = mkdtempSync(join(tmpdir(), 'wav-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
