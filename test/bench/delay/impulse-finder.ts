/** Finds the impulses that a page puts out, without holding the page up. */
import type { Page } from 'playwright-core';
import { HEARD_FRAMES, TAP_SCRIPT } from '../../browser/harness/page-audio.js';

/** A quiet impulse; the box sends far louder ones. */
const LEAST = 0.15;

/** The clock is looked at in windows of this length, ms, and has slipped if it fell behind by more than this, ms. */
const SLIP_WINDOW_MS = 100;
const SLIPPED_MS = 1.5;

/**
 * Runs in the page before its own scripts. It looks inside the page, because to hand the recording over takes the page
 * milliseconds, in which it could not write sound. The answer is in frames of the context.
 */
export const FINDER_SCRIPT = `${TAP_SCRIPT}
(() => {
  const samples = new Float32Array(${HEARD_FRAMES});
  globalThis.__impulses = () => {
    const { context, sides } = globalThis.__tap();
    let time;
    for (let attempt = 0; attempt < 20; attempt++) {
      time = context.currentTime;
      sides[0].getFloatTimeDomainData(samples);
      if (context.currentTime === time) break;
    }
    const begin = Math.round(time * context.sampleRate) - samples.length;
    const found = [];
    for (let i = 1; i < samples.length - 1; i++) {
      const value = Math.abs(samples[i]);
      if (value < ${LEAST} || value < Math.abs(samples[i - 1]) || value < Math.abs(samples[i + 1])) continue;
      found.push(begin + i);
    }
    return { rate: context.sampleRate, origin: globalThis.__contextOrigin(), found };
  };
  // The audio clock slips when it falls behind the page's for good.
  globalThis.__slips = [];
  let known = null;
  let widest = -Infinity;
  let since = performance.now();
  setInterval(() => {
    const tap = globalThis.__tap();
    if (!tap || tap.context.state !== 'running') return;
    const now = performance.now();
    widest = Math.max(widest, now - tap.context.currentTime * 1000);
    if (now - since < ${SLIP_WINDOW_MS}) return;
    if (known !== null && widest - known > ${SLIPPED_MS}) globalThis.__slips.push(performance.timeOrigin + now);
    known = widest;
    widest = -Infinity;
    since = now;
  }, 5);
})();`;

export interface Found {
  readonly rate: number;
  readonly origin: number;
  readonly found: readonly number[];
}

/** Adds the impulses of the last 0.68 s: by their frame, the time of their output by the wall clock, ms. */
export async function findImpulses(page: Page, heardAt: Map<number, number>): Promise<void> {
  const { rate, origin, found } = (await page.evaluate('globalThis.__impulses()')) as Found;
  for (const frame of found) heardAt.set(frame, origin + (frame * 1000) / rate);
}
