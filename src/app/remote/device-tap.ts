/**
 * Reads a device that blocks until something happens, such as a keyboard. A child does it: a blocked read would hold a
 * thread of this process, which has few. The child is `cat`, the smallest program that can.
 */
import { type ChildProcess, spawn } from 'node:child_process';

export class DeviceTap {
  readonly #child: ChildProcess;

  /** @param ended the device is gone, or cannot be read; `why` is one line */
  constructor(path: string, heard: (bytes: Uint8Array) => void, ended: (why: string) => void) {
    let why = '';
    let over = false;
    const end = (text: string): void => {
      if (over) return;
      over = true;
      ended(text);
    };
    this.#child = spawn('cat', ['--', path], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.on('data', heard);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      why = `${why}${text}`.slice(0, 200);
    });
    this.#child.once('error', ({ message }) => end(message));
    this.#child.once('close', () => end(why.trim() || 'it ended'));
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}
