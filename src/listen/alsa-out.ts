/**
 * ALSA through its own player, `aplay`. The pipe to it is kept small and stays full until the sound card has played
 * something. So the pipe accepts sound at the pace of the card's clock, and the player's drift correction follows it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAddon } from '../addon/index.js';
import type { SoundOut } from './sound-out.js';

/** One page, the smallest size of a pipe: 21 ms of stereo s16 at 48 kHz. */
const PIPE_BYTES = 4_096;
/** Buffer of the card, µs: covers lateness of this computer. */
const BUFFER_US = 60_000;
const PERIOD_US = 10_000;

/** Messages for people, one line each. */
export interface AlsaEvents {
  readonly trouble: (line: string) => void;
  /** No more sound can be played. */
  readonly ended: (why: string) => void;
}

export function alsaOut(device: string, sampleRate: number, { trouble, ended }: AlsaEvents): SoundOut {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-listen-'));
  const path = join(folder, 'sound');
  execFileSync('mkfifo', ['-m', '600', path]);
  // Opened for both directions: opening does not wait for the player, and a player that ends does not break the pipe.
  const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  if (loadAddon()?.setPipeSize(pipe, PIPE_BYTES) !== PIPE_BYTES) {
    trouble('the pipe to aplay could not be made small: the sound comes a third of a second later');
  }
  const format = ['-q', '-t', 'raw', '-f', 'S16_LE', '-c', '2', '-r', String(sampleRate)];
  const timing = [`--buffer-time=${BUFFER_US}`, `--period-time=${PERIOD_US}`];
  const player = spawn('aplay', [...format, ...timing, '-D', device, path], { stdio: ['ignore', 'ignore', 'pipe'] });
  let playing = true;
  let said = '';
  player.on('error', () => {
    said = 'aplay is missing: apt-get install alsa-utils, or use --wav <file>';
  });
  player.stderr.on('data', (text: Buffer) => {
    said = text.toString().trim();
    trouble(said);
  });
  // The player ends by itself when there is no such card, or the card was pulled.
  player.on('close', () => {
    if (playing) ended(`nothing can be played on “${device}”: ${said || 'aplay ended'}`);
    playing = false;
  });
  return {
    paced: true,
    write(samples) {
      if (!playing) return true;
      try {
        // At most PIPE_BUF bytes: the kernel takes all of them or none.
        writeSync(pipe, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
        throw error;
      }
    },
    async close() {
      if (playing) player.kill();
      playing = false;
      closeSync(pipe);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
