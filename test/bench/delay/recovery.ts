/** After a disturbance the delay must be what it was, soon after sound flows again. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Box, Device } from '../../harness/box.js';
import { quantile } from '../../playout/simulation.js';
import type { DelayCase, Disturbance } from './cases.js';
import { openSession, type PageSession, wallMs } from './page-session.js';

/** When the delay must be right again, ms. */
const WITHIN_MS = 1000;
/** How long each recovery is watched, ms. */
const WATCH_MS = 6000;
const TIMES = 6;
const STALL_MS = 2000;
const HIDDEN_MS = 3000;
const SLIP_MS = 150;

const HIDE = `Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
  __tap().context.resume = () => Promise.reject(new Error('no'));
  document.dispatchEvent(new Event('visibilitychange')); __tap().context.suspend(); 0`;
const SHOW = `delete document.visibilityState; delete __tap().context.resume;
  document.dispatchEvent(new Event('visibilitychange')); 0`;

/** The process that gives Chromium's pages their audio clock. */
function audioService(): number {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      if (readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes('audio.mojom.AudioService')) return Number(entry);
    } catch {
      // The process has ended.
    }
  }
  throw new Error('Chromium has no audio service of its own');
}

/** Disturbs, and resolves when sound flows again. */
const DISTURB: Record<Disturbance, (session: PageSession) => Promise<void>> = {
  async stall({ relay }) {
    relay!.send({ holdMs: STALL_MS });
    await sleep(STALL_MS);
  },
  async hidden({ page }) {
    await page.evaluate(HIDE);
    await sleep(HIDDEN_MS);
    await page.evaluate(SHOW);
  },
  async slip() {
    const service = audioService();
    process.kill(service, 'SIGSTOP');
    await sleep(SLIP_MS);
    process.kill(service, 'SIGCONT');
  },
};

export interface RecoveryResult {
  /** Median before any disturbance, ms. */
  readonly beforeMs: number;
  /** Of all impulses that were heard later than a second after sound flowed again, ms. */
  readonly afterMs: readonly number[];
  readonly times: number;
}

/** Disturbs several times. @param device an engineer's. */
export async function runRecovery(
  box: Box,
  device: Device,
  which: DelayCase,
  disturbance: Disturbance,
): Promise<RecoveryResult> {
  const session = await openSession(box, device, which);
  try {
    const before = (await session.listen(10_000)).map(({ delayMs }) => delayMs);
    const afterMs: number[] = [];
    for (let i = 0; i < TIMES; i++) {
      await DISTURB[disturbance](session);
      const flowsMs = wallMs();
      const heard = await session.listen(WATCH_MS);
      for (const { atMs, delayMs } of heard) if (atMs - flowsMs > WITHIN_MS) afterMs.push(delayMs);
    }
    return { beforeMs: quantile(before, 0.5), afterMs, times: TIMES };
  } finally {
    await session.close();
  }
}
