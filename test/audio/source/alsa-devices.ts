/**
 * ALSA's own user-space devices: a file played into a capture over ALSA's null device, in any format. They need
 * libasound but no sound card. libasound reads its configuration once, so it is set before anything opens a device.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaptureOptions } from '../../../src/addon/capture/capture.js';

export type SampleFormat = NonNullable<CaptureOptions['format']>;

const folder = mkdtempSync(join(tmpdir(), 'alsa-devices-'));
const sound = join(folder, 'in.raw');
const config = join(folder, 'asound.conf');
/** `alsa:pipe` reads this pipe: opening it waits until a writer opens the other end. */
export const pipe = join(folder, 'pipe');
execFileSync('mkfifo', [pipe]);

writeFileSync(
  config,
  `</usr/share/alsa/alsa.conf>
  pcm.recording { type file slave.pcm null file /dev/null infile ${sound} format raw }
  pcm.elsewhere { type hw card NoSuchCard }
  pcm.two_inputs { type multi slaves.a.pcm recording slaves.a.channels 2
    bindings.0.slave a bindings.0.channel 0 bindings.1.slave a bindings.1.channel 1 }
  pcm.plugged { type plug slave.pcm two_inputs }
  pcm.routed { type route slave { pcm two_inputs channels 2 } ttable.0.0 1 ttable.1.1 1 }
  pcm.named { type asym capture.pcm plugged playback.pcm null }
  pcm.pipe { type file slave.pcm null file /dev/null infile ${pipe} format raw }
  `,
);
process.env.ALSA_CONFIG_PATH = config;

/** Where the files are; the test removes it. */
export const alsaFolder = folder;

const BYTES: Record<SampleFormat, number> = { S16_LE: 2, S24_3LE: 3, S24_LE: 4, S32_LE: 4, FLOAT_LE: 4 };

/** Makes `alsa:recording` play `frames` frames that never repeat; returns what capture must produce, interleaved. */
export function record(format: SampleFormat, channels: number, frames: number): Float32Array {
  const bytes = Buffer.alloc(frames * channels * BYTES[format]);
  const wanted = new Float32Array(frames * channels);
  for (let i = 0; i < wanted.length; i++) {
    const word = Math.imul(i + 1, 2_654_435_761);
    const at = i * BYTES[format];
    switch (format) {
      case 'S16_LE':
        wanted[i] = bytes.writeInt16LE(word >> 16, at) && (word >> 16) / 2 ** 15;
        break;
      case 'S24_3LE':
        wanted[i] = bytes.writeIntLE(word >> 8, at, 3) && (word >> 8) / 2 ** 23;
        break;
      case 'S24_LE':
        wanted[i] = bytes.writeInt32LE((word >> 8) & 0xffffff, at) && (word >> 8) / 2 ** 23;
        break;
      case 'S32_LE':
        wanted[i] = bytes.writeInt32LE(word, at) && word / 2 ** 31;
        break;
      case 'FLOAT_LE':
        wanted[i] = bytes.writeFloatLE(word / 2 ** 31, at) && word / 2 ** 31;
        break;
    }
  }
  writeFileSync(sound, bytes);
  return wanted;
}
