/** Outputs for the sound: a WAV file or nowhere; ALSA is in `alsa-out.ts`. */
import { closeSync, openSync, writeSync } from 'node:fs';

export interface SoundOut {
  /**
   * True: the output takes sound at its own pace, which then is the player's clock. Otherwise this computer's clock is.
   */
  readonly paced: boolean;
  /**
   * Takes interleaved stereo s16, the same number of frames each time; the buffer may
   * be reused after the call. False: not taken, offer it again (only if `paced`).
   */
  write(samples: Int16Array): boolean;
  close(): Promise<void>;
}

const HEADER_BYTES = 44;

/** A 16-bit stereo WAV. Closing completes its header, which cannot count past 4 GiB, six hours. */
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
