/** A page that plays one tone from a stand-in box, ready for a fault. One browser serves all tests of a file. */
import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { PATIENCE_MS } from '../../harness/patience.js';
import { newContext } from './chromium.js';
import { partsOf, toneDb } from './levels.js';
import { listenPage, waitForState } from './listen-page.js';
import { hear, TAP_SCRIPT } from './page-audio.js';
import { oneBrowser } from './page-test.js';
import { StandInBox, type StandInOptions } from './stand-in-box.js';

export const TONE_HZ = 500;
export const AMPLITUDE = 0.25;
export const LEVEL_DB = 20 * Math.log10(AMPLITUDE);

export const signal = (index: number): readonly [number, number] => {
  const value = AMPLITUDE * Math.sin((2 * Math.PI * TONE_HZ * index) / 48_000);
  return [value, value];
};

export const files = await listenPage();
const browser = await oneBrowser();

/** Errors that pages of this file have thrown. */
export const pageFaults: string[] = [];

/** `world.box` is stopped at the end, and may be replaced by another. */
export async function playing(t: Test, host: string, options: Partial<StandInOptions> = {}, script = '') {
  const box = await StandInBox.start({ signal, files, ...options });
  const { context, faults } = await newContext(browser, TAP_SCRIPT + script);
  const world = { box };
  t.teardown(async () => {
    await context.close();
    await world.box.stop();
    pageFaults.push(...faults);
  });
  const page = await context.newPage();
  await page.goto(`http://${host}:${box.port}/`);
  await page.getByRole('button', { name: 'Listen' }).click();
  await waitForState(page, `state.status === 'playing'`);
  return { page, context, world };
}

/** Waits until the tone is heard at its level, within `timeoutMs`. */
export async function heard(page: Page, timeoutMs = PATIENCE_MS): Promise<boolean> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await page.waitForTimeout(300)) {
    for (const part of partsOf(await hear(page))) {
      if (Math.abs(toneDb(part.left, TONE_HZ, part.rate) - LEVEL_DB) < 0.5) return true;
    }
  }
  return false;
}
