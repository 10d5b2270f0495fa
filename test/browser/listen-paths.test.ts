/**
 * The player in a real browser, on every path it has: what the page's audio graph outputs is what the box sent.
 */
import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { INSECURE_HOST, launchChromium, newContext, SECURE_HOST } from './harness/chromium.js';
import { partsOf, toneDb } from './harness/levels.js';
import { listenPage, stateOf, waitForState } from './harness/listen-page.js';
import { hear, TAP_SCRIPT } from './harness/page-audio.js';
import { StandInBox } from './harness/stand-in-box.js';

const AMPLITUDE = 0.25;
const PAST = 1_000_000;

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
let browser: Browser;

t.before(async () => {
  browser = await launchChromium();
});
t.teardown(() => browser.close());

/** Finds where in the stream the recording lies; −1 when nowhere. */
function placeOf(samples: Float32Array, near: number): number {
  const probe = 1000;
  for (let index = Math.max(0, near - PAST); index < near + PAST; index++) {
    let same = true;
    for (let i = 0; same && i < 6; i++) same = counting(index + i)[0] === samples[probe + i];
    if (same) return index - probe;
  }
  return -1;
}

/** What is not at its level or on its side, of the best part of several recordings. */
async function wrongLevels(page: Page): Promise<string[]> {
  const expected = [20 * Math.log10(AMPLITUDE), 20 * Math.log10(AMPLITUDE / 2)] as const;
  let wrong: string[] = [];
  for (let attempt = 0; attempt < 8; attempt++) {
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

for (const [host, path, blockFrames, hidden] of [
  [SECURE_HOST, 'worklet', 128, ''],
  [INSECURE_HOST, 'script', 512, ''],
  [
    INSECURE_HOST,
    'buffers',
    480,
    'delete AudioContext.prototype.createScriptProcessor; delete BaseAudioContext.prototype.createScriptProcessor;',
  ],
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
    await page.click('#listen');
    const state = await waitForState(page, `state.status === 'playing'`);
    t.match(state, { path, blockFrames });
    let exact = 0;
    for (let attempt = 0; attempt < 6 && exact === 0; attempt++) {
      // The first two seconds: whatever a busy machine does to the fill, speed is not corrected before.
      await page.waitForTimeout(800);
      const heard = await hear(page);
      const place = placeOf(heard.left, (performance.now() * 48) | 0);
      let wrong = place < 0 ? heard.left.length : 0;
      for (let i = 0; place >= 0 && i < heard.left.length; i++) {
        const [left, right] = counting(place + i);
        if (heard.left[i] !== left || heard.right[i] !== right) wrong++;
      }
      if (wrong === 0) exact = heard.left.length;
      else t.comment(`${wrong} of ${heard.left.length} differ: ${JSON.stringify(await stateOf(page))}`);
      if (exact > 0) break;
      // A machine too busy to run the browser in time leaves gaps: once more from the start.
      await page.evaluate('listener.stop()');
      await page.click('#listen');
      await waitForState(page, `state.status === 'playing'`);
    }
    t.equal(exact, 32_768, 'a whole recording, bit by bit');
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
    await page.click('#listen');
    await waitForState(page, `state.status === 'playing' && state.delayMs !== null`);
    t.same(await wrongLevels(page), [], 'levels, and sides kept apart');
    const state = await stateOf(page);
    t.ok(state.delayMs !== null && state.delayMs > 20 && state.delayMs < 1000, `delay ${state.delayMs}`);
    t.ok(
      box.reports.some((report) => typeof report.t0 === 'number' && typeof report.fillMs === 'number'),
      'it reports',
    );
    await page.evaluate('listener.stop()');
    t.equal((await stateOf(page)).status, 'idle');
    t.equal(
      box.listeners > 0 ? await page.waitForTimeout(300).then(() => box.listeners) : 0,
      0,
      'the connection is closed',
    );
    await page.click('#listen');
    await waitForState(page, `state.status === 'playing'`);
  });
}
