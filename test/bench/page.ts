/**
 * The page under the load of a large stage on a slow phone: 64 strips with their meters, a processor slowed four times, a
 * fader being dragged. Writes its figures to docs/performance-page.md.
 *
 * `node dist/test/bench/page.js [--minutes=10] [--out=docs/performance-page.md]`. The rate of frames is that of Chromium
 * drawing in software on this machine: a phone draws with its GPU.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { launchChromium } from '../browser/harness/chromium.js';
import { drag, fader, newDevice, PHONE, TABLET, until, visit } from '../browser/harness/page-driver.js';
import { Box, type Device } from '../harness/box.js';
import { writeBusyWav } from './busy-wav.js';

const CHANNELS = 64;
/** A mid-range phone against this machine. */
const THROTTLE = 4;
const LOADS = 7;
const FRAMES_S = 10;
/** Wi-Fi of a stage: 20 Mbit/s, 8 ms there and back. */
const WIFI = { offline: false, latency: 8, downloadThroughput: 2.5e6, uploadThroughput: 2.5e6 };

const argument = (name: string, fallback: string) =>
  process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback;
const MINUTES = Number(argument('minutes', '10'));
const OUT = argument('out', 'docs/performance-page.md');

type Named = Device & { name: string };
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const percentile = (values: readonly number[], p: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * p))];

async function slow(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  await session.send('Performance.enable');
  return session;
}

/** Navigation → a mixer that can be used, and → all its strips, with the box's values in them, ms. */
async function firstLoad(browser: Browser, box: Box, device: Named): Promise<{ usable: number; whole: number }> {
  const { page, context } = await visit(browser, box, { device, port: box.webPort });
  await page.waitForSelector('.strip');
  // The same again with an empty cache, slowed down from the first byte.
  const session = await slow(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Network.emulateNetworkConditions', WIFI);
  await context.addInitScript(`new MutationObserver((_, observer) => {
    const strips = document.querySelectorAll('.strip').length;
    if (strips > 0 && !globalThis.usable) {
      globalThis.usable = -1;
      requestAnimationFrame(() => setTimeout(() => { globalThis.usable = performance.now(); }));
    }
    if (strips < ${CHANNELS}) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { globalThis.whole = performance.now(); }));
  }).observe(document, { childList: true, subtree: true });`);
  await page.reload();
  await until(() => page.evaluate('globalThis.whole ?? 0'));
  const [usable, whole] = (await page.evaluate('[globalThis.usable, globalThis.whole]')) as [number, number];
  await context.close();
  return { usable, whole };
}

interface Frames {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly scriptMs: number;
  readonly layoutMs: number;
  readonly styleMs: number;
  readonly busyMs: number;
}

async function metrics(session: CDPSession): Promise<Map<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  return new Map(metrics.map(({ name, value }) => [name, value]));
}

/** Frames drawn while a fader is dragged up and down, and what they cost per second. */
async function frames(
  browser: Browser,
  box: Box,
  device: Named,
  viewport: { width: number; height: number },
): Promise<Frames> {
  const { page, context } = await visit(browser, box, { device, viewport });
  await page.waitForSelector('.strip');
  const session = await slow(page);
  await page.waitForTimeout(2000);
  await page.evaluate(
    `globalThis.frames = []; (function step(now) { globalThis.frames.push(now); requestAnimationFrame(step); })(performance.now())`,
  );
  const before = await metrics(session);
  const started = performance.now();
  await drag(page, fader(page, 1), { y: 1 }, 0.5, false);
  const box1 = (await fader(page, 1).boundingBox())!;
  for (let i = 0; performance.now() - started < FRAMES_S * 1000; i++) {
    // As a finger does: not waiting for the page.
    const y = box1.y + box1.height * (0.5 + 0.4 * Math.sin(i / 20));
    void session.send('Input.dispatchMouseEvent', {
      type: 'mouseMoved',
      button: 'left',
      buttons: 1,
      x: box1.x + 40,
      y,
    });
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
  await page.mouse.up();
  const seconds = (performance.now() - started) / 1000;
  const after = await metrics(session);
  const times = (await page.evaluate('globalThis.frames')) as number[];
  const gaps = times.slice(1).map((now, i) => now - times[i]);
  const cost = (name: string) => (((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1000) / seconds;
  await context.close();
  return {
    perSecond: gaps.length / seconds,
    p50Ms: percentile(gaps, 0.5),
    p95Ms: percentile(gaps, 0.95),
    scriptMs: cost('ScriptDuration'),
    layoutMs: cost('LayoutDuration'),
    styleMs: cost('RecalcStyleDuration'),
    busyMs: cost('TaskDuration'),
  };
}

/** Frames per second of an empty page that only counts them, as slowed: what this machine gives at the moment. */
async function floor(browser: Browser, viewport: { width: number; height: number }): Promise<number> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.goto('data:text/html,<p>empty');
  await slow(page);
  const count = (await page.evaluate(`new Promise((resolve) => {
    let frames = 0;
    const from = performance.now();
    requestAnimationFrame(function step(now) {
      frames++;
      if (now - from < ${FRAMES_S * 1000}) requestAnimationFrame(step);
      else resolve((frames * 1000) / (now - from));
    });
  })`)) as number;
  await context.close();
  return count;
}

/** Heap after collection, at the start and after minutes of meters, MB. */
async function heap(
  browser: Browser,
  box: Box,
  device: Named,
  minutes: number,
): Promise<{ start: number; end: number; nodes: number }> {
  const { page, context } = await visit(browser, box, { device });
  await page.waitForSelector('.strip');
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  const used = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return metrics(session);
  };
  await page.waitForTimeout(5000);
  const start = await used();
  const end = performance.now() + minutes * 60_000;
  while (performance.now() < end) {
    await drag(page, fader(page, 1), { y: -40 });
    await drag(page, fader(page, 1), { y: 40 });
    await page.waitForTimeout(5000);
  }
  const last = await used();
  await context.close();
  const mb = (values: Map<string, number>) => (values.get('JSHeapUsedSize') ?? 0) / 1e6;
  return { start: mb(start), end: mb(last), nodes: (last.get('Nodes') ?? 0) - (start.get('Nodes') ?? 0) };
}

const loadAtStart = loadavg()[0];
const browser = await launchChromium();
const folder = mkdtempSync(join(tmpdir(), 'stagebox-bench-page-'));
writeBusyWav(join(folder, 'busy.wav'), CHANNELS);
const box = await Box.start([`--source=wav:${join(folder, 'busy.wav')}`]);
const lines: string[] = [];
try {
  const loads: { usable: number; whole: number }[] = [];
  for (let i = 0; i < LOADS; i++) loads.push(await firstLoad(browser, box, await newDevice(box, `Load ${i}`)));
  const empty = await floor(browser, PHONE);
  const phone = await frames(browser, box, await newDevice(box, 'Phone'), PHONE);
  const tablet = await frames(browser, box, await newDevice(box, 'Tablet'), TABLET);
  const grown = await heap(browser, box, await newDevice(box, 'Long'), MINUTES);
  const loadRow = (name: string, ms: readonly number[]) =>
    `| ${name} | ${median(ms).toFixed(0)} ms | ${Math.min(...ms).toFixed(0)} ms | ${Math.max(...ms).toFixed(0)} ms |`;
  const row = (name: string, f: Frames) =>
    `| ${name} | ${f.perSecond.toFixed(1)} | ${f.p50Ms.toFixed(1)} | ${f.p95Ms.toFixed(1)} | ${f.scriptMs.toFixed(0)} | ${f.styleMs.toFixed(0)} | ${f.layoutMs.toFixed(0)} | ${f.busyMs.toFixed(0)} |`;
  lines.push(
    '# Performance of the page',
    '',
    `Measured by \`npm run bench:page\`: Chromium ${browser.version()} without a GPU (everything drawn in software), processor slowed ${THROTTLE}×, on`,
    `${cpus().length} × ${cpus()[0].model.trim()}, load average ${loadAtStart.toFixed(1)} at the start and ${loadavg()[0].toFixed(1)} at the end. ${CHANNELS} strips with their meters, insecure origin.`,
    '',
    "## First load: navigation → a mixer that can be used, with the box's values",
    '',
    `Empty cache, 20 Mbit/s, 8 ms round trip, ${LOADS} loads.`,
    '',
    '| | median | fastest | slowest |',
    '| --- | --- | --- | --- |',
    loadRow(
      'usable: every strip on the screen',
      loads.map(({ usable }) => usable),
    ),
    loadRow(
      `all ${CHANNELS} strips`,
      loads.map(({ whole }) => whole),
    ),
    '',
    `## While a fader is dragged, ${FRAMES_S} s`,
    '',
    `The last four columns are milliseconds of the slowed main thread per second. An empty page that only counts its frames had ${empty.toFixed(1)} per second in the same run.`,
    '',
    '| screen | frames/s | interval p50 ms | p95 ms | script | style | layout | all tasks |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    row('phone 360 × 740', phone),
    row('tablet 768 × 1024', tablet),
    '',
    `## Memory over ${MINUTES} minutes of meters and drags`,
    '',
    '| heap at start | heap at end | DOM nodes more |',
    '| --- | --- | --- |',
    `| ${grown.start.toFixed(1)} MB | ${grown.end.toFixed(1)} MB | ${grown.nodes} |`,
    '',
  );
} finally {
  await browser.close();
  await box.stop();
  rmSync(folder, { recursive: true, force: true });
}
writeFileSync(OUT, lines.join('\n'));
console.log(lines.join('\n'));
