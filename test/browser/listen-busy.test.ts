/**
 * A page that freezes again and again. Over plain http the page itself writes the sound, so the player waits longer
 * until nothing is lost.
 */
import type { Page } from 'playwright-core';
import t from 'tap';
import { INSECURE_HOST, SECURE_HOST } from './harness/chromium.js';
import { firstWay, waitForState } from './harness/listen-page.js';
import { heard, pageFaults, playing } from './harness/playing-page.js';

/** The page freezes for `ms`, every `everyMs`; `globalThis.stalls` counts. */
const standStill = (page: Page, ms: number, everyMs: number) =>
  page.evaluate(`globalThis.stalls = 0;
    globalThis.standing = setInterval(() => {
      const end = performance.now() + ${ms};
      while (performance.now() < end);
      globalThis.stalls++;
    }, ${everyMs}); 0`);

t.test('plain http, freezes of 50 ms: the lead grows, and the sound goes on', async (t) => {
  const { page } = await playing(t, INSECURE_HOST);
  t.match(await firstWay(page), { path: 'ring' });
  await standStill(page, 50, 250);
  await waitForState(page, `state.status === 'playing' && state.targetMs > 50`);
  t.ok(await heard(page), 'the tone is heard meanwhile');
});

t.test('a secure origin: freezes of 90 ms do not make the sound later', async (t) => {
  const { page } = await playing(t, SECURE_HOST);
  const { delayMs } = await waitForState(page, `state.delayMs !== null`);
  await standStill(page, 90, 300);
  await page.waitForFunction('globalThis.stalls >= 10');
  await waitForState(
    page,
    `state.path === 'worklet' && state.status === 'playing' && state.delayMs < ${delayMs! + 60}`,
  );
  t.ok(await heard(page), 'the tone is heard meanwhile');
});

t.test('no page threw an error in any of these tests', async (t) => {
  t.same(pageFaults, []);
});
