/**
 * The page under the load of a large stage on a slow phone. It has 64 strips with meters, a processor slowed four
 * times, and a fader being dragged.
 *
 *   npm run bench:page [-- --minutes=10 --runs=3 --parts=load,drag,desk,memory --write]
 *
 * The rate of frames is that of Chromium drawing in software on this machine: a phone draws with its GPU.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../browser/harness/chromium.js';
import { newDevice } from '../browser/harness/devices.js';
import { drag } from '../browser/harness/gestures.js';
import { PHONE, TABLET, visit } from '../browser/harness/visit.js';
import { Box, type Device } from '../harness/box.js';
import { PATIENCE_MS } from '../harness/patience.js';
import { until } from '../harness/until.js';
import { writeBusyWav } from './busy-wav.js';
import { figures } from './figures.js';
import { deskPart, PIN } from './page/desk.js';
import {
  FRAMES_S,
  type Frames,
  floor,
  frameCells,
  framesWhile,
  LAPTOP,
  median,
  metrics,
  slow,
  THROTTLE,
} from './page/frames.js';

const CHANNELS = 64;
const LOADS = 7;
/** The event rate of a touch screen. */
const POINTER_HZ = 60;
/** Wi-Fi of a stage: 20 Mbit/s, 8 ms there and back. */
const WIFI = { offline: false, latency: 8, downloadThroughput: 2.5e6, uploadThroughput: 2.5e6 };

const argument = (name: string, fallback: string) =>
  process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback;
const MINUTES = Number(argument('minutes', '10'));
/** Runs of each drag and each view of the desk, alternating with the empty page. */
const RUNS = Number(argument('runs', '3'));
const PARTS = argument('parts', 'load,drag,desk,memory').split(',');

type Named = Device & { name: string };

/** From navigation to a usable mixer, and to all its strips with the box's values, ms. */
async function firstLoad(browser: Browser, box: Box, device: Named): Promise<{ usable: number; whole: number }> {
  const { page, screen, context } = await visit(browser, box, { device, port: box.webPort });
  await screen.mixer();
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
  // Not `waitForFunction`: it evaluates a text inside the page, whose content security policy forbids that.
  await until('the page is whole', () => page.evaluate<boolean>('globalThis.whole > 0'), PATIENCE_MS, 200);
  const [usable, whole] = (await page.evaluate('[globalThis.usable, globalThis.whole]')) as [number, number];
  await context.close();
  return { usable, whole };
}

/** Frames drawn while a fader is dragged up and down; and pointer events that reached the page, per second. */
async function dragged(
  browser: Browser,
  box: Box,
  device: Named,
  viewport: { width: number; height: number },
): Promise<Frames & { readonly pointers: number }> {
  const { page, screen, context } = await visit(browser, box, { device, viewport });
  await screen.mixer();
  const session = await slow(page);
  await page.waitForTimeout(2000);
  await drag(page, screen.fader('Input 2'), { y: 1 }, 0.5, false);
  const box1 = (await screen.fader('Input 2').boundingBox())!;
  await page.evaluate(
    `globalThis.pointers = 0; addEventListener('pointermove', () => { globalThis.pointers++; }, true);`,
  );
  const frames = await framesWhile(page, session, async () => {
    const started = performance.now();
    for (let i = 0; performance.now() - started < FRAMES_S * 1000; i++) {
      // By the clock, as a finger moves, without waiting for the page.
      const y = box1.y + box1.height * (0.5 + 0.4 * Math.sin(i / 20));
      void session.send('Input.dispatchMouseEvent', {
        type: 'mouseMoved',
        button: 'left',
        buttons: 1,
        x: box1.x + 40,
        y,
      });
      const wait = started + ((i + 1) * 1000) / POINTER_HZ - performance.now();
      if (wait > 0) await sleep(wait);
    }
  });
  const pointers = ((await page.evaluate('globalThis.pointers')) as number) / FRAMES_S;
  await page.mouse.up();
  await context.close();
  return { ...frames, pointers };
}

/** Heap after collection, at the start and after minutes of meters, MB. */
async function heap(
  browser: Browser,
  box: Box,
  device: Named,
  minutes: number,
): Promise<{ start: number; end: number; nodes: number }> {
  const { page, screen, context } = await visit(browser, box, { device });
  await screen.mixer();
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
    await drag(page, screen.fader('Input 2'), { y: -40 });
    await drag(page, screen.fader('Input 2'), { y: 40 });
    await page.waitForTimeout(5000);
  }
  const last = await used();
  await context.close();
  const mb = (values: Map<string, number>) => (values.get('JSHeapUsedSize') ?? 0) / 1e6;
  return { start: mb(start), end: mb(last), nodes: (last.get('Nodes') ?? 0) - (start.get('Nodes') ?? 0) };
}

async function loadPart(browser: Browser, box: Box): Promise<string[]> {
  const loads: { usable: number; whole: number }[] = [];
  for (let i = 0; i < LOADS; i++) loads.push(await firstLoad(browser, box, await newDevice(box, `Load ${i}`)));
  const row = (name: string, ms: readonly number[]) =>
    `| ${name} | ${median(ms).toFixed(0)} ms | ${Math.min(...ms).toFixed(0)} ms | ${Math.max(...ms).toFixed(0)} ms |`;
  return [
    `Empty cache, 20 Mbit/s, 8 ms round trip, ${LOADS} loads.`,
    '',
    '| | median | fastest | slowest |',
    '| --- | --- | --- | --- |',
    row(
      'usable: every strip on the screen',
      loads.map(({ usable }) => usable),
    ),
    row(
      `all ${CHANNELS} strips`,
      loads.map(({ whole }) => whole),
    ),
  ];
}

async function dragPart(browser: Browser, box: Box): Promise<string[]> {
  const rows: string[] = [];
  const empty: number[] = [];
  for (const [name, viewport] of [
    ['phone 360 × 740', PHONE],
    ['tablet 768 × 1024', TABLET],
    ['laptop 1440 × 900', LAPTOP],
  ] as const) {
    for (let i = 0; i < RUNS; i++) {
      empty.push(await floor(browser, viewport));
      const f = await dragged(browser, box, await newDevice(box, `${name} ${i}`), viewport);
      const [intervals, ...costs] = frameCells(f);
      rows.push(
        `| ${name} | ${empty.at(-1)!.toFixed(1)} | ${f.perSecond.toFixed(1)} | ${intervals} | ${f.pointers.toFixed(0)} | ${costs.join(' | ')} |`,
      );
    }
  }
  return [
    `${FRAMES_S} s each, ${POINTER_HZ} pointer events per second.`,
    '',
    '| screen | frames/s, empty page | frames/s | interval p50 / p95 / p99, ms | pointer events/s | script | style | layout | all tasks |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

async function memoryPart(browser: Browser, box: Box): Promise<string[]> {
  const grown = await heap(browser, box, await newDevice(box, 'Long'), MINUTES);
  return [
    `${MINUTES} minutes, a fader dragged every five seconds; the heap after a collection.`,
    '',
    '| heap at start | heap at end | DOM nodes more |',
    '| --- | --- | --- |',
    `| ${grown.start.toFixed(1)} MB | ${grown.end.toFixed(1)} MB | ${grown.nodes} |`,
  ];
}

const browser = await launchChromium();
const folder = mkdtempSync(join(tmpdir(), 'stagebox-bench-page-'));
writeBusyWav(join(folder, 'busy.wav'), CHANNELS);
const box = await Box.start([`--source=wav:${join(folder, 'busy.wav')}`, `--engineer-pin=${PIN}`]);
const parts = {
  load: loadPart,
  drag: dragPart,
  desk: (browser: Browser, box: Box) => deskPart(browser, box, RUNS),
  memory: memoryPart,
};
try {
  for (const [part, measure] of Object.entries(parts))
    if (PARTS.includes(part))
      await figures('page', part, async (print) => {
        print(`Chromium ${browser.version()} without a GPU, processor slowed ${THROTTLE} times.\n`);
        print((await measure(browser, box)).join('\n'));
      });
} finally {
  await browser.close();
  await box.stop();
  rmSync(folder, { recursive: true, force: true });
}
