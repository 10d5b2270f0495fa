/** Where the sound goes: a WAV file or nowhere; ALSA is in `alsa-out.ts`. */
import { closeSync, openSync, writeSync } from 'node:fs';

export interface SoundOut {
  /**
   * It takes sound at its own pace, which is then the clock of the player; else the player goes by this computer's
   * clock.
   */
  readonly paced: boolean;
  /**
   * Interleaved stereo s16, the same number of frames each time; the buffer may be reused when this returns. False:
   * not taken, offer it again (only where `paced`).
   */
  write(samples: Int16Array): boolean;
  close(): Promise<void>;
}

const HEADER_BYTES = 44;

/** A 16-bit stereo WAV. Its header is made right when it is closed; it cannot count past 4 GiB, six hours. */
export function wavOut(path: string, sampleRate: number): SoundOut {
  const file = openSync(path, 'w');
  let bytes = 0;
  writeSync(file, header(sampleRate, 0));
  return {
    paced: false,
    write(samples) {
      writeSync(file, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
      bytes += samples.byteLength;
      return true;
    },
    async close() {
      writeSync(file, header(sampleRate, bytes), 0, HEADER_BYTES, 0);
      closeSync(file);
    },
  };
}

export function noOut(): SoundOut {
  return { paced: false, write: () => true, async close() {} };
}

function header(sampleRate: number, bytes: number): Buffer {
  const out = Buffer.alloc(HEADER_BYTES);
  out.write('RIFF', 0);
  const counted = Math.min(bytes, 0xffff_ffff - 36);
  out.writeUInt32LE(36 + counted, 4);
  out.write('WAVEfmt ', 8);
  out.writeUInt32LE(16, 16);
  out.writeUInt16LE(1, 20);
  out.writeUInt16LE(2, 22);
  out.writeUInt32LE(sampleRate, 24);
  out.writeUInt32LE(sampleRate * 4, 28);
  out.writeUInt16LE(4, 32);
  out.writeUInt16LE(16, 34);
  out.write('data', 36);
  out.writeUInt32LE(counted, 40);
  return out;
}
