/**
 * Watches the machine during a measurement:   watch <pids, comma-separated>
 *
 * The kernel counts for every thread how long it was ready to run and had no processor
 * (`/proc/…/schedstat`, second number). This reads that number twenty times a second for each thread
 * of the named processes. A thread that waited longer than the limit was held back by the machine
 * between the two looks. If the whole machine stopped, no thread waited, but the watcher's own look
 * is late by as much. Each case is one line on stdout: `<from> <to> <ms> <who>`, monotonic ms.
 */
import { readdirSync, readFileSync, writeSync } from 'node:fs';
import { monotonicMs } from '../../../src/base/clock.js';

const LOOK_MS = 50;
/** Shorter waits lose nothing: every queue of the box holds more. ms. */
const LIMIT_MS = 15;

const pids = process.argv[2]!.split(',').filter((pid) => pid !== '');
const waited = new Map<string, number>();
const sleeper = new Int32Array(new SharedArrayBuffer(4));
const parent = process.ppid;

function say(from: number, to: number, ms: number, who: string): void {
  writeSync(1, `${from.toFixed(1)} ${to.toFixed(1)} ${ms.toFixed(1)} ${who}\n`);
}

function look(from: number): void {
  for (const pid of pids) {
    let threads: string[] = [];
    try {
      threads = readdirSync(`/proc/${pid}/task`);
    } catch {
      continue;
    }
    for (const thread of threads) {
      try {
        const ms = Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
        const before = waited.get(thread);
        waited.set(thread, ms);
        if (before !== undefined && ms - before > LIMIT_MS) say(from, monotonicMs(), ms - before, `${pid}/${thread}`);
      } catch {
        waited.delete(thread);
      }
    }
  }
}

let last = monotonicMs();
// It ends with its parent.
while (process.ppid === parent) {
  Atomics.wait(sleeper, 0, 0, LOOK_MS);
  const now = monotonicMs();
  if (now - last > LOOK_MS + LIMIT_MS) say(last, now, now - last - LOOK_MS, 'machine');
  look(last);
  last = now;
}
