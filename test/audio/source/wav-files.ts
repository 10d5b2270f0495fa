/**
 * WAV files for tests, written byte by byte.
 */
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
  /** What the data chunk says of its size, where that is not the truth. */
  readonly dataSize?: number;
  /** Chunks before `fmt `, by name and length. */
  readonly extra?: readonly (readonly [string, number])[];
  readonly tag?: number;
  readonly bits?: number;
}

/** `frame(i)` gives the samples of frame `i`, −1…1 (integers are rounded). */
export function wavBytes(frames: number, frame: (i: number) => readonly number[], shape: WavShape = {}): Buffer {
  const { format = 's16', channels = 1, sampleRate = 48_000, extensible = false, rf64 = false, extra = [] } = shape;
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
        const full = 2 ** (sampleBytes * 8 - 1);
        data.writeIntLE(Math.max(-full, Math.min(full - 1, Math.round(x * full))), at, sampleBytes);
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
  fmt.writeUInt16LE(shape.bits ?? sampleBytes * 8, 14);
  if (extensible) {
    fmt.writeUInt16LE(22, 16);
    fmt.writeUInt16LE(sampleBytes * 8, 18);
    fmt.writeUInt16LE(tag, 24);
    Buffer.from('000000001000800000aa00389b71', 'hex').copy(fmt, 26);
  }
  const chunks = extra.map(([name, length]) => chunk(name, Buffer.alloc(length, 0x55)));
  if (rf64) {
    const sizes = Buffer.alloc(28);
    sizes.writeBigUInt64LE(BigInt(data.length), 8);
    sizes.writeBigUInt64LE(BigInt(frames), 16);
    chunks.unshift(chunk('ds64', sizes));
  }
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    ...chunks,
    chunk('fmt ', fmt),
    chunk('data', data, shape.dataSize ?? (rf64 ? 0xffff_ffff : data.length)),
  ]);
  return chunk(rf64 ? 'RF64' : 'RIFF', body, rf64 ? 0xffff_ffff : body.length);
}

function chunk(name: string, body: Buffer, size = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
}

/** Writes a file into a folder that goes when the test ends; its path. */
export function wavFile(t: Test, bytes: Uint8Array, name = 'test.wav'): string {
  const folder = mkdtempSync(join(tmpdir(), 'wav-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
