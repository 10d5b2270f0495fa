/**
 * The media process as the main thread sees it: a child that may die and is started again. It sends nothing but that
 * it listens; the stream worker speaks with it over a socket in a folder that only this user can enter. Main thread
 * only.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicMs } from '../../base/clock.js';
import { SupervisedChild } from '../process/supervised-child.js';
import { isListening, type MediaBegin } from './media-messages.js';

export interface MediaProcess {
  /** Process id; undefined while none runs. */
  readonly pid: number | undefined;
  /** Ends it within `STOP_LIMIT_MS`. */
  stop(): Promise<void>;
}

const STOP_LIMIT_MS = 250;
const READY_LIMIT_MS = 30_000;
/** After listening for this long, the next end is a new trouble, and logged, ms. */
const EPISODE_MS = 60_000;

/**
 * `at` gets the path of the socket each time that a new process listens there. `log` gets one line when a process ended
 * unasked, but not again before one was well for a while. Throws if no folder can be made for the socket.
 */
export function startMedia(at: (path: string) => void, log: (line: string) => void): MediaProcess {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-media-'));
  const begin: MediaBegin = { path: join(folder, 'link') };
  let readyAt: number | undefined;
  let logged = false;
  const ended = (reason: string): void => {
    if (readyAt !== undefined && monotonicMs() - readyAt >= EPISODE_MS) logged = false;
    readyAt = undefined;
    if (!logged) log(`the process that sends sound by WebRTC ${reason}; it is started again`);
    logged = true;
  };
  const child = new SupervisedChild({
    name: 'the media process',
    entry: new URL('./media-child.js', import.meta.url),
    begin,
    readyLimitMs: READY_LIMIT_MS,
    heard: (message) => {
      if (!isListening(message)) return 'unknown';
      readyAt = monotonicMs();
      at(begin.path);
      return 'ready';
    },
    ended,
  });
  return {
    get pid() {
      return child.pid;
    },
    stop: async () => {
      await child.stop(STOP_LIMIT_MS);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
