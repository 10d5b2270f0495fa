/**
 * Computes how many connections the process can afford: its descriptors, less those for files, devices and threads.
 */
import { readFileSync } from 'node:fs';
import { type ConnectionLimits, USUAL_LIMITS } from './connection-limit.js';

/** Store, source, pipes, listening sockets, and files of the page while they are read: about 60 in practice. */
const RESERVED = 128;
/** Most connections per thread. */
const MOST = { control: USUAL_LIMITS.total, sound: 512 } as const;

/**
 * Limits for the servers of one thread: `control` has the page and MQTT, `sound` has the audio and native
 * ports. Each gets half of the descriptors.
 */
export function connectionLimits(thread: keyof typeof MOST, descriptors = openFileLimit()): ConnectionLimits {
  const half = Math.max(8, Math.floor((descriptors - RESERVED) / 2));
  return { ...USUAL_LIMITS, total: Math.min(MOST[thread], half) };
}

/** RLIMIT_NOFILE of this process. Node raises the soft limit to the hard limit at its start. */
function openFileLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? 1024 : Number(soft);
  } catch {
    return 1024;
  }
}
