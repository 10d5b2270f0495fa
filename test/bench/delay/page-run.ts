/** One run: how late the page puts out what the box captures. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { HALF_TAPS } from '../../../src/playout/interpolator.js';
import { contextOriginMs, hear } from '../../browser/harness/page-audio.js';
import type { Box, Device } from '../../harness/box.js';
import { quantile } from '../../playout/simulation.js';
import { IMPULSE_RATE } from '../impulse-wav.js';
import { attribute, type Gaps } from './attribution.js';
import type { DelayCase } from './cases.js';
import { openSession } from './page-session.js';

/** The page's report of itself, as `/api/health` shows it. */
interface Report {
  readonly concealedMs: number;
  readonly targetMs: number;
  readonly path: string;
}

/** What the worklet is asked for at once, 128 frames; the other paths write where the device is. */
const ASKED: Readonly<Record<string, number>> = { worklet: 128 };
/** What a way to the output needs besides the lead, ms. */
const outputMs = (path: string) => (((ASKED[path] ?? 0) + HALF_TAPS + 1) * 1000) / IMPULSE_RATE;

export interface DelayResult {
  readonly latencies: readonly number[];
  readonly gaps: Gaps;
  /** Made up in place of missing sound, ms. */
  readonly concealedMs: number;
  /** Median. */
  readonly targetMs: number;
  readonly path: string;
  readonly transport: string;
  /** Frames of the packets that came. */
  readonly frames: number;
  /** From a call in the page to its output, ms: what no player can undercut here. */
  readonly floorMs: readonly number[];
  /** Packets that the relay took, and those that it lost. */
  readonly relayed: { readonly packets: number; readonly lost: number };
}

/** From `start()` of a buffer to the output of its first frame, several times, ms. */
async function floorOf(page: Page): Promise<number[]> {
  const floors: number[] = [];
  for (let i = 0; i < 12; i++) {
    const calledMs = (await page.evaluate(`(() => {
      const { context } = globalThis.__tap();
      const buffer = context.createBuffer(1, 8, context.sampleRate);
      buffer.getChannelData(0)[0] = 1;
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(context.destination);
      source.start();
      return performance.timeOrigin + performance.now();
    })()`)) as number;
    await sleep(150);
    const heard = await hear(page);
    const originMs = await contextOriginMs(page);
    const at = heard.left.findLastIndex((value) => Math.abs(value) > 0.9);
    if (at < 0) continue;
    const frame = Math.round((heard.contextMs * heard.rate) / 1000) - heard.left.length + at;
    floors.push(originMs + (frame * 1000) / heard.rate - calledMs);
  }
  return floors;
}

async function listenerOf(box: Box, device: Device): Promise<{ report: Report; transport: string; frames: number }> {
  const { listeners } = (await box.json('/api/health', { token: device.token })) as {
    listeners: { device?: string; transport: string; frames: number; report?: Report }[];
  };
  const found = listeners.find((each) => each.device !== device.uuid);
  if (found?.report === undefined) throw new Error('the page does not report');
  return { report: found.report, transport: found.transport, frames: found.frames };
}

/** Runs one case for `seconds`. @param device an engineer's, who sees reports. */
export async function runDelay(box: Box, device: Device, which: DelayCase, seconds: number): Promise<DelayResult> {
  const session = await openSession(box, device, which);
  try {
    await session.forget();
    const before = await listenerOf(box, device);
    const heard = await session.listen(seconds * 1000);
    const after = await listenerOf(box, device);
    const { arrivals, counters, slips } = await session.observed();
    return {
      latencies: heard.map(({ delayMs }) => delayMs),
      gaps: attribute(arrivals, counters, slips, IMPULSE_RATE, after.frames, outputMs(after.report.path)),
      concealedMs: after.report.concealedMs - before.report.concealedMs,
      targetMs: quantile(
        counters.map(({ targetMs }) => targetMs),
        0.5,
      ),
      path: after.report.path,
      transport: after.transport,
      frames: after.frames,
      floorMs: await floorOf(session.page),
      relayed: await session.relayed(),
    };
  } finally {
    await session.close();
  }
}
