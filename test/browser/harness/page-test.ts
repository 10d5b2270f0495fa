/** Shared by the page tests of one file: one browser and, for most, one box. Both end with the file. */
import type { Browser } from 'playwright-core';
import t from 'tap';
import { Box } from '../../harness/box.js';
import { launchChromium } from './chromium.js';

export async function oneBrowser(): Promise<Browser> {
  const browser = await launchChromium();
  t.teardown(() => browser.close());
  return browser;
}

/** `flags` are the box's. */
export async function browserAndBox(...flags: readonly string[]): Promise<{ browser: Browser; box: Box }> {
  const starting = Box.start(flags);
  const browser = await oneBrowser();
  const box = await starting;
  t.teardown(() => box.stop());
  return { browser, box };
}
