/**
 * Converts stored samples to planar float32. Pure. Integers are divided by their full scale (16 bits: 32768), which is
 * exact for 16 and 24 bits. NaN and infinities become silence, because one of them would corrupt a filter permanently.
 */
import type { SampleFormat } from './wav-format.js';

/**
 * Decodes `frames` little-endian frames of `channels` interleaved samples from the start of `bytes`.
 * Writes them from index `at` into the lanes, one lane for each of the first channels. The caller ensures
 * that `at + frames` is within the lanes.
 */
export function decodeFrames(
  format: SampleFormat,
  bytes: DataView,
  channels: number,
  frames: number,
  lanes: readonly Float32Array[],
  at: number,
): void {
  for (let channel = 0; channel < lanes.length; channel++) {
    const lane = lanes[channel]!;
    switch (format) {
      case 's16':
        for (let i = 0; i < frames; i++) lane[at + i] = bytes.getInt16((i * channels + channel) * 2, true) / 0x8000;
        break;
      case 's24':
        for (let i = 0; i < frames; i++) {
          const from = (i * channels + channel) * 3;
          lane[at + i] = ((bytes.getInt8(from + 2) << 16) | bytes.getUint16(from, true)) / 0x80_0000;
        }
        break;
      case 's24in32':
        // ALSA leaves the fourth byte undefined.
        for (let i = 0; i < frames; i++)
          lane[at + i] = ((bytes.getInt32((i * channels + channel) * 4, true) << 8) >> 8) / 0x80_0000;
        break;
      case 's32':
        for (let i = 0; i < frames; i++)
          lane[at + i] = bytes.getInt32((i * channels + channel) * 4, true) / 0x8000_0000;
        break;
      case 'f32':
        for (let i = 0; i < frames; i++) lane[at + i] = finite(bytes.getFloat32((i * channels + channel) * 4, true));
        break;
      case 'f64':
        for (let i = 0; i < frames; i++)
          lane[at + i] = finite(Math.fround(bytes.getFloat64((i * channels + channel) * 8, true)));
        break;
    }
  }
}

function finite(sample: number): number {
  return Number.isFinite(sample) ? sample : 0;
}
