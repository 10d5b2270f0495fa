/**
 * ALSA through its own player, `aplay`. The pipe to it is made small: it is full until the sound card has played
 * something, so that what it takes is the card's clock, and the player's drift correction follows that.
 */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAddon } from '../audio/source/node-alsa-capture/index.js';
import type { SoundOut } from './sound-out.js';

/** One page, the least a pipe holds: 21 ms of stereo s16 at 48 kHz. */
const PIPE_BYTES = 4_096;
/** Of the card, µs: what covers this computer's own lateness. */
const BUFFER_US = 60_000;
const PERIOD_US = 10_000;

/** What there is to tell, as a line for people. */
export interface AlsaEvents {
  readonly trouble: (line: string) => void;
  /** No more sound can be played. */
  readonly ended: (why: string) => void;
}

export function alsaOut(device: string, sampleRate: number, { trouble, ended }: AlsaEvents): SoundOut {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-listen-'));
  const path = join(folder, 'sound');
  execFileSync('mkfifo', ['-m', '600', path]);
  // Both ends: opening does not wait for the player, and a player that ends is no broken pipe.
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
  // It goes by itself when there is no such card, or the card was pulled.
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
