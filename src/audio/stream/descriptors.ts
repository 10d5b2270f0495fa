/**
 * How many connections the process can afford: its descriptors, less what files, devices and threads need for
 * themselves.
 */
import { readFileSync } from 'node:fs';
import { type ConnectionLimits, USUAL_LIMITS } from './connection-limit.js';

/** Store, source, pipes, listening sockets, the page's files while they are read: about 60 in practice. */
const RESERVED = 128;
/** Most connections of one thread. */
const MOST = { control: USUAL_LIMITS.total, sound: 512 } as const;

/**
 * Limits for the servers of one thread: `control` has the page and MQTT, `sound` the audio and native ports. Half the
 * descriptors each.
 */
export function connectionLimits(thread: keyof typeof MOST, descriptors = openFileLimit()): ConnectionLimits {
  const half = Math.max(8, Math.floor((descriptors - RESERVED) / 2));
  return { ...USUAL_LIMITS, total: Math.min(MOST[thread], half) };
}

/** RLIMIT_NOFILE of this process; Node raises the soft limit to the hard one at its start. */
function openFileLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? 1024 : Number(soft);
  } catch {
    return 1024;
  }
}
