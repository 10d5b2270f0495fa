/**
 * The player in a real browser, on every path it has: the output of the page's audio graph
 * is the sound that the box sent.
 */
import type { Page } from 'playwright-core';
import t from 'tap';
import { PATIENCE_MS } from '../harness/patience.js';
import { until } from '../harness/until.js';
import { INSECURE_HOST, newContext, SECURE_HOST } from './harness/chromium.js';
import { partsOf, toneDb } from './harness/levels.js';
import { firstWay, listenPage, stateOf, waitForState } from './harness/listen-page.js';
import { type Heard, hear, TAP_SCRIPT } from './harness/page-audio.js';
import { oneBrowser } from './harness/page-test.js';
import { StandInBox } from './harness/stand-in-box.js';

const AMPLITUDE = 0.25;
/** How far back in the stream the sound may lie, frames. */
const PAST = 240_000;
/**
 * This much in one piece proves it: a machine too busy to run the browser in time puts
 * gaps into longer recordings. 0.17 s.
 */
const EXACT_FRAMES = 8192;

/** A pattern in which every run of 4 frames occurs once in 21 s, on both sides, exact in s16. */
function counting(index: number): readonly [number, number] {
  let mixed = Math.imul(index ^ 0x9e3779b9, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  const value = ((mixed ^ (mixed >>> 16)) >> 18) / 32_768;
  return [value, -value];
}

const tones = (index: number): readonly [number, number] => [
  AMPLITUDE * Math.sin((2 * Math.PI * 500 * index) / 48_000),
  (AMPLITUDE / 2) * Math.sin((2 * Math.PI * 1250 * index) / 48_000),
];

const files = await listenPage();
const browser = await oneBrowser();

/** Finds where in the stream `samples[probe]` lies, not after `latest`; −1 if nowhere. */
function placeOf(samples: Float32Array, probe: number, latest: number): number {
  for (let index = latest; index > Math.max(0, latest - PAST); index--) {
    let same = true;
    for (let i = 0; same && i < 6; i++) same = counting(index + i)[0] === samples[probe + i];
    if (same) return index - probe;
  }
  return -1;
}

/** The longest run of the recording that is the stream bit by bit, frames. */
function exactRun({ left, right }: Heard, latest: number): number {
  let best = 0;
  for (let probe = EXACT_FRAMES / 2; probe < left.length; probe += EXACT_FRAMES / 2) {
    const place = placeOf(left, probe, latest);
    if (place < 0) continue;
    const same = (i: number) => counting(place + i)[0] === left[i] && counting(place + i)[1] === right[i];
    let from = probe;
    while (from > 0 && same(from - 1)) from--;
    let to = probe;
    while (to < left.length && same(to)) to++;
    best = Math.max(best, to - from);
    if (best === left.length) break;
  }
  return best;
}

/** Tones with a wrong level or side, in the best part of several recordings. */
async function wrongLevels(page: Page): Promise<string[]> {
  const expected = [20 * Math.log10(AMPLITUDE), 20 * Math.log10(AMPLITUDE / 2)] as const;
  let wrong: string[] = [];
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    await page.waitForTimeout(750);
    for (const { left, right, rate } of partsOf(await hear(page))) {
      const levels = [
        toneDb(left, 500, rate),
        toneDb(right, 1250, rate),
        toneDb(left, 1250, rate),
        toneDb(right, 500, rate),
      ];
      wrong = levels.flatMap((level, i) => {
        const right = i < 2 ? Math.abs(level - expected[i]!) < 0.5 : level < -70;
        return right ? [] : [`level ${i}: ${level.toFixed(1)} dB`];
      });
      if (wrong.length === 0) return [];
    }
  }
  return wrong;
}

for (const [host, path, hidden] of [
  [SECURE_HOST, 'worklet', ''],
  [INSECURE_HOST, 'ring', ''],
  // As in a browser where a playing buffer is a copy.
  [INSECURE_HOST, 'buffers', 'delete OfflineAudioContext.prototype.suspend;'],
] as const) {
  t.test(`${path} on http://${host}: samples come out of the page exactly as they went in`, async (t) => {
    const box = await StandInBox.start({ signal: counting, files });
    const { context, faults } = await newContext(browser, TAP_SCRIPT + hidden);
    t.teardown(async () => {
      await context.close();
      await box.stop();
    });
    const page = await context.newPage();
    await page.goto(`http://${host}:${box.port}/?floor=safe`);
    t.equal(await page.evaluate('isSecureContext'), host === SECURE_HOST);
    await page.getByRole('button', { name: 'Listen' }).click();
    await waitForState(page, `state.status === 'playing'`);
    t.match(await firstWay(page), { path }, 'the best that this origin allows is tried first');
    let longest = 0;
    await until('one piece is long enough', async () => {
      // The first two seconds: whatever a busy machine does to the fill, speed is not corrected before.
      await page.waitForTimeout(800);
      longest = Math.max(longest, exactRun(await hear(page), box.frame));
      if (longest >= EXACT_FRAMES) return true;
      t.comment(`only ${longest} frames: ${JSON.stringify(await stateOf(page))}`);
      // Once more from the start.
      await page.evaluate('listener.stop()');
      await page.getByRole('button', { name: 'Listen' }).click();
      await waitForState(page, `state.status === 'playing'`);
      return false;
    });
    t.ok(longest >= EXACT_FRAMES, `${longest} frames in one piece, bit by bit`);
    t.same(faults, []);
  });

  t.test(`${path}: levels, sides, true delay, stop and start again`, async (t) => {
    const box = await StandInBox.start({ signal: tones, files });
    const { context } = await newContext(browser, TAP_SCRIPT + hidden);
    t.teardown(async () => {
      await context.close();
      await box.stop();
    });
    const page = await context.newPage();
    await page.goto(`http://${host}:${box.port}/`);
    t.equal((await stateOf(page)).status, 'idle');
    await page.getByRole('button', { name: 'Listen' }).click();
    await waitForState(page, `state.status === 'playing' && state.delayMs !== null`);
    t.same(await wrongLevels(page), [], 'levels, and sides kept apart');
    const state = await waitForState(page, 'state.delayMs !== null');
    t.ok(state.delayMs !== null && state.delayMs > 5 && state.delayMs < 1000, `delay ${state.delayMs}`);
    t.ok(
      box.reports.some((report) => typeof report.t0 === 'number' && typeof report.fillMs === 'number'),
      'it reports',
    );
    await page.evaluate('listener.stop()');
    t.equal((await stateOf(page)).status, 'idle');
    await until('the connection is closed', () => box.listeners === 0);
    await page.getByRole('button', { name: 'Listen' }).click();
    await waitForState(page, `state.status === 'playing'`);
  });
}
