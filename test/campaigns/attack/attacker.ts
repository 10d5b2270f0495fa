/** Runs one flood until stopped:   attacker <name> <aim as JSON>   Returns what it did. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Aim } from './flood.js';
import { FLOODS } from './floods.js';

export interface AttackerReport {
  readonly type: 'done';
  readonly counts: Readonly<Record<string, number>>;
}

const [name, aimText] = process.argv.slice(2);
const flood = FLOODS.find((one) => one.name === name)!;
const counts: Record<string, number> = {};
let going = true;
process.on('message', () => {
  going = false;
});
process.on('disconnect', () => process.exit(0));
process.on('unhandledRejection', () => undefined);
const ran = flood.run(
  JSON.parse(aimText!) as Aim,
  () => going,
  (what, n = 1) => {
    counts[what] = (counts[what] ?? 0) + n;
  },
);
const stopped = new Promise<void>((resolve) => {
  const look = setInterval(() => {
    if (going) return;
    clearInterval(look);
    // Requests still waiting for an answer of the box are dropped.
    setTimeout(resolve, 500);
  }, 50);
});
await Promise.race([Promise.all([ran, stopped]), stopped.then(() => sleep(1500))]);
process.send!({ type: 'done', counts } satisfies AttackerReport, () => process.exit(0));
