/** The box's own page as a musician uses it, through its visible parts. */
import type { Page } from 'playwright-core';
import type { Box } from '../../harness/box.js';

/** First visit: enters a name, then waits for the mixer. @returns the page's device. */
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

/** Makes a page that has joined an engineer's, and opens the mix of the musician `name` on it. */
export async function openAsEngineer(page: Page, box: Box, name: string): Promise<void> {
  const token = (await page.evaluate(`localStorage.getItem('fichatech_web_device_token')`)) as string;
  const answer = await box.fetch('/api/engineer', { method: 'POST', body: JSON.stringify({ pin: pinOf(box) }), token });
  if (!answer.ok) throw new Error(`engineer: ${answer.status}`);
  await page.reload();
  await page.waitForSelector('.dock');
  await page.evaluate(`location.hash = '#/desk/people'`);
  await page.locator('.person', { hasText: name }).locator('button.grow').first().click();
  await page.waitForSelector('section[data-channel="0"]');
}

/** The PIN the box printed when it started. */
export function pinOf(box: Box): string {
  const pin = box.lines.map((line) => /^engineer PIN (\d{6})$/.exec(line)?.[1]).find((found) => found !== undefined);
  if (pin === undefined) throw new Error('the box printed no PIN');
  return pin;
}

/** The fader of a channel, as the keyboard reaches it. */
export function faderOf(page: Page, channel: number) {
  return page.locator(
    `section[data-channel="${channel}"] .fader[role=slider], section[data-channel="${channel}"] .fader [role=slider]`,
  );
}

/** The value that the fader announces, dB. */
export async function faderDb(page: Page, channel: number): Promise<number> {
  return Number(await faderOf(page, channel).first().getAttribute('aria-valuenow'));
}
