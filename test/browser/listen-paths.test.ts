/**
 * The player in a real browser, on every path it has: what the page's audio graph outputs is what the box sent.
 */
import type { Browser } from 'playwright-core';
import t from 'tap';
import { INSECURE_HOST, launchChromium, newContext, SECURE_HOST } from './harness/chromium.js';
import { toneDb } from './harness/levels.js';
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

for (const [host, path, blockFrames, hidden] of [
  [SECURE_HOST, 'worklet', 128, ''],
  [INSECURE_HOST, 'script', 512, ''],
  [
    INSECURE_HOST,
    'buffers',
    960,
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
    for (let attempt = 0; attempt < 4 && exact === 0; attempt++) {
      await page.waitForTimeout(1000);
      const before = await stateOf(page);
      const heard = await hear(page);
      const place = placeOf(heard.left, (performance.now() * 48) | 0);
      const after = await stateOf(page);
      // A machine that is too busy to run Chromium in time shows as a counted underrun or skip, never as a silent fault.
      if (after.concealedMs !== before.concealedMs) continue;
      let wrong = place < 0 ? heard.left.length : 0;
      const at: number[] = [];
      for (let i = 0; place >= 0 && i < heard.left.length; i++) {
        const [left, right] = counting(place + i);
        if (heard.left[i] === left && heard.right[i] === right) continue;
        wrong++;
        if (at.length < 8) at.push(i);
      }
      t.comment(`${path}: ${wrong} of ${heard.left.length} differ (at ${at}); ${JSON.stringify(after)}`);
      if (wrong === 0) exact = heard.left.length;
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
    await page.waitForTimeout(1500);
    const heard = await hear(page);
    t.ok(Math.abs(toneDb(heard.left, 500, heard.rate) - 20 * Math.log10(AMPLITUDE)) < 0.5);
    t.ok(Math.abs(toneDb(heard.right, 1250, heard.rate) - 20 * Math.log10(AMPLITUDE / 2)) < 0.5);
    t.ok(toneDb(heard.left, 1250, heard.rate) < -70 && toneDb(heard.right, 500, heard.rate) < -70, 'sides kept apart');
    const state = await stateOf(page);
    t.ok(state.delayMs !== null && state.delayMs > 20 && state.delayMs < 500, `delay ${state.delayMs}`);
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
