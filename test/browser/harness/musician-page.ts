/**
 * The box's own page as a musician uses it, by its visible parts.
 */
import type { Page } from 'playwright-core';
import type { Box } from '../../harness/box.js';

/** First visit: a name, nothing else, until the mixer shows. @returns the page's device. */
export async function joinAsMusician(page: Page, box: Box, host: string, name: string): Promise<{ uuid: string }> {
  await page.goto(`http://${host}:${box.webPort}/`);
  await page.fill('.welcome input', name);
  await page.click('.welcome button[type=submit]');
  await page.click('.welcome .button--plain');
  await page.waitForSelector('.dock');
  const uuid = (await page.evaluate(`localStorage.getItem('fichatech_web_device_uuid')`)) as string;
  return { uuid };
}

/** One tap on Listen. */
export async function tapListen(page: Page): Promise<void> {
  await page.click('.dock button.listen[aria-pressed]');
}
