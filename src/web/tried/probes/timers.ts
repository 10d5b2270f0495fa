/** How steady the timers of page and worker are. Main thread. */
import type { Figures } from '../findings.js';
import { gapsOf, spreadOf } from '../spread.js';
import type { WorkerLink } from '../worker-link.js';
import { pause } from './wait.js';

const EVERY_MS = 10;
const FOR_MS = 3000;

export async function pageTimer(): Promise<Figures['pageTimer']> {
  const moments: number[] = [];
  const ticking = setInterval(() => moments.push(performance.now()), EVERY_MS);
  await pause(FOR_MS);
  clearInterval(ticking);
  return spreadOf(gapsOf(moments));
}

export async function workerTimer(link: WorkerLink): Promise<Figures['workerTimer']> {
  return spreadOf(await link.ask({ do: 'timer', everyMs: EVERY_MS, forMs: FOR_MS }));
}
