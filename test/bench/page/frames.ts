/** Counts a page's frames and what they cost, beside an empty page under the same conditions. */
import type { Browser, CDPSession, Page } from 'playwright-core';

/** A mid-range phone compared with this machine. */
export const THROTTLE = 4;
/** Length of one measurement, s. */
export const FRAMES_S = 10;
export const LAPTOP = { width: 1440, height: 900 };

interface Size {
  readonly width: number;
  readonly height: number;
}

export const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const percentile = (values: readonly number[], p: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * p))];

export async function slow(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  await session.send('Performance.enable');
  return session;
}

export async function metrics(session: CDPSession): Promise<Map<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  return new Map(metrics.map(({ name, value }) => [name, value]));
}

export interface Frames {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Of the slowed main thread, ms per second. */
  readonly scriptMs: number;
  readonly layoutMs: number;
  readonly styleMs: number;
  readonly busyMs: number;
}

/** Frames of a slowed page while `act` runs, and what they cost. */
export async function framesWhile(page: Page, session: CDPSession, act: () => Promise<unknown>): Promise<Frames> {
  await page.evaluate(`if (globalThis.frameTimes === undefined) {
    globalThis.frameTimes = [];
    (function step(now) { globalThis.frameTimes.push(now); requestAnimationFrame(step); })(performance.now());
  }
  globalThis.frameTimes.length = 0;`);
  const before = await metrics(session);
  const started = performance.now();
  await act();
  const seconds = (performance.now() - started) / 1000;
  const after = await metrics(session);
  const times = (await page.evaluate('globalThis.frameTimes')) as number[];
  const gaps = times.slice(1).map((now, i) => now - times[i]);
  const cost = (name: string) => (((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1000) / seconds;
  return {
    perSecond: (gaps.length * 1000) / (times.at(-1)! - times[0]),
    p50Ms: percentile(gaps, 0.5),
    p95Ms: percentile(gaps, 0.95),
    p99Ms: percentile(gaps, 0.99),
    scriptMs: cost('ScriptDuration'),
    layoutMs: cost('LayoutDuration'),
    styleMs: cost('RecalcStyleDuration'),
    busyMs: cost('TaskDuration'),
  };
}

/** Frames per second of an empty, slowed page that only counts them: what this machine can do at the moment. */
export async function floor(browser: Browser, viewport: Size): Promise<number> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.goto('data:text/html,<p>empty');
  const session = await slow(page);
  const { perSecond } = await framesWhile(page, session, () => page.waitForTimeout(FRAMES_S * 1000));
  await context.close();
  return perSecond;
}

/** The cells of a table's row: intervals, and the cost. */
export function frameCells(frames: Frames): string[] {
  return [
    [frames.p50Ms, frames.p95Ms, frames.p99Ms].map((ms) => ms.toFixed(1)).join(' / '),
    ...[frames.scriptMs, frames.styleMs, frames.layoutMs, frames.busyMs].map((ms) => ms.toFixed(0)),
  ];
}
