/** Where the sound goes: a WAV file, ALSA's own player, or nowhere. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';

export interface SoundOut {
  /** Interleaved stereo s16; the buffer may be reused when this returns. */
  write(samples: Int16Array): void;
  close(): Promise<void>;
}

const HEADER_BYTES = 44;

/** A 16-bit stereo WAV. Its header is made right when it is closed. */
export function wavOut(path: string, sampleRate: number): SoundOut {
  const file = openSync(path, 'w');
  let bytes = 0;
  writeSync(file, header(sampleRate, 0));
  return {
    write(samples) {
      writeSync(file, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
      bytes += samples.byteLength;
    },
    async close() {
      writeSync(file, header(sampleRate, bytes), 0, HEADER_BYTES, 0);
      closeSync(file);
    },
  };
}

/**
 * ALSA through `aplay`. It is fed by this computer's clock; its buffer of 80 ms takes up what the sound card's clock differs for
 * some ten minutes, after which it clicks once. `onTrouble` gets a line for people.
 */
export function alsaOut(device: string, sampleRate: number, onTrouble: (line: string) => void): SoundOut {
  const format = ['-q', '-t', 'raw', '-f', 'S16_LE', '-c', '2', '-r', String(sampleRate)];
  const player: ChildProcess = spawn('aplay', [...format, '-D', device, '--buffer-time=80000', '-'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let open = true;
  player.on('error', () => {
    open = false;
    onTrouble('aplay is missing: apt-get install alsa-utils, or use --wav <file>');
  });
  player.stderr?.on('data', (text: Buffer) => onTrouble(text.toString().trim()));
  player.on('exit', () => {
    open = false;
  });
  player.stdin?.on('error', () => undefined);
  return {
    write(samples) {
      if (open) player.stdin?.write(Buffer.from(samples.buffer.slice(0)));
    },
    async close() {
      player.stdin?.end();
      if (open) player.kill();
    },
  };
}

export function noOut(): SoundOut {
  return { write() {}, async close() {} };
}

function header(sampleRate: number, bytes: number): Buffer {
  const out = Buffer.alloc(HEADER_BYTES);
  out.write('RIFF', 0);
  out.writeUInt32LE(36 + bytes, 4);
  out.write('WAVEfmt ', 8);
  out.writeUInt32LE(16, 16);
  out.writeUInt16LE(1, 20);
  out.writeUInt16LE(2, 22);
  out.writeUInt32LE(sampleRate, 24);
  out.writeUInt32LE(sampleRate * 4, 28);
  out.writeUInt16LE(4, 32);
  out.writeUInt16LE(16, 34);
  out.write('data', 36);
  out.writeUInt32LE(bytes, 40);
  return out;
}
