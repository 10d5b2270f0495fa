/**
 * Layers over the page (panels, the pocket lock): messages are visible and can be tapped there, and Back closes the
 * layer instead of leaving the page.
 */
import type { Page } from 'playwright-core';
import t from 'tap';
import { objections } from './harness/objections.js';
import { command, newDevice, newEngineer, until, visit } from './harness/page-driver.js';
import { browserAndBox } from './harness/page-test.js';
import { Passage } from './harness/passage.js';

const PIN = '314159';

const { browser, box } = await browserAndBox('--source=tones:4', `--engineer-pin=${PIN}`);

const openMenu = (page: Page) => page.click('.bar button[aria-label="Menu"]');
/** Back, and no trace of the page: it left nothing in the history. */
async function leaves(page: Page): Promise<boolean> {
  await page.goBack();
  return until(() => page.url() === 'about:blank');
}

t.test('a message over an open panel is seen and touched', async (t) => {
  const ana = await newDevice(box, 'Ana');
  const desk = await newEngineer(box, PIN);
  const { page, context, faults } = await visit(browser, box, { device: ana });
  await page.waitForSelector('.dock');
  await openMenu(page);
  await page.waitForSelector('.sheet');
  await command(box, desk, `mix/${ana.uuid}`, { set: [{ p: 'mute', ch: 1, v: true }] });
  await page.click('.toast button[aria-label="Close"]');
  await page.waitForSelector('.toast', { state: 'detached' });
  t.equal(await page.locator('.sheet').count(), 1, 'the panel stays');
  t.same(faults, []);
  await context.close();
});

t.test('Back closes a panel, and one closed by hand leaves no step behind', async (t) => {
  const { page, context, faults } = await visit(browser, box, { device: await newDevice(box, 'Luis') });
  await page.waitForSelector('.dock');
  await openMenu(page);
  await page.waitForSelector('.sheet');
  await page.goBack();
  await page.waitForSelector('.sheet', { state: 'detached' });
  t.equal(await page.locator('.dock').count(), 1);

  await openMenu(page);
  await page.click('.sheet .list__item:has-text("Presets")');
  await page.waitForSelector('.sheet h2:has-text("Presets")');
  await page.goBack();
  await page.waitForSelector('.sheet', { state: 'detached' });
  t.equal(await page.locator('.dock').count(), 1, 'from the second of two as well');

  for (let i = 0; i < 3; i++) {
    await openMenu(page);
    await page.click('.sheet__head button[aria-label="Close"]');
    await page.waitForSelector('.sheet', { state: 'detached' });
  }
  await until(async () => (await page.evaluate('history.state')) === null);
  t.ok(await leaves(page));
  t.same(faults, []);
  await context.close();
});

t.test('from a panel to the desk, and Back to the mix', async (t) => {
  const { page, context, faults } = await visit(browser, box, { device: await newEngineer(box, PIN, 'Marta') });
  await page.waitForSelector('.dock');
  await openMenu(page);
  await page.click('.sheet .list__item >> nth=-1');
  await page.waitForSelector('.desk-page');
  await page.click('.person button[aria-label^="Marta: more"]');
  await page.waitForSelector('.sheet');
  await page.goBack();
  await page.waitForSelector('.sheet', { state: 'detached' });
  t.equal(await page.locator('.desk-page').count(), 1);
  await page.goBack();
  await page.waitForSelector('.dock');
  t.ok(await leaves(page));
  t.same(faults, []);
  await context.close();
});

t.test('the pocket lock: Back does nothing, and the lock screen shows what matters', async (t) => {
  const passage = await Passage.to(box.webPort);
  t.teardown(() => passage.close());
  const pau = await newDevice(box, 'Pau');
  const desk = await newEngineer(box, PIN, 'Desk');
  const { id } = await command(box, desk, 'session', { action: 'create' });
  await command(box, desk, `session/${id}`, { action: 'join' });
  const { page, context, faults } = await visit(browser, box, {
    device: pau,
    port: passage.port,
    query: `session=${id}`,
  });
  await page.waitForSelector('.toast');
  await command(box, desk, `session/${id}`, { action: 'message', text: 'Hello' });
  await page.waitForSelector('.toast:not(.toast--alert):has-text("Hello")');
  await command(box, desk, `session/${id}`, { action: 'cue', text: 'Stop' });
  await page.waitForSelector('.toast--alert[role=alert]:has-text("Desk: Stop")');
  t.same(await objections(page), [], 'an alert beside a message');

  await page.click('.bar button[aria-label="Lock against the pocket"]');
  await page.waitForSelector('.lockscreen__told:has-text("Desk: Stop")');
  for (let i = 0; i < 2; i++) {
    await page.goBack();
    t.ok(await until(async () => (await page.evaluate('history.state?.layers')) === 1));
    t.equal(await page.locator('.lockscreen').count(), 1);
  }
  await command(box, desk, `session/${id}`, { action: 'cue', text: 'Encore' });
  await page.waitForSelector('.lockscreen__told:has-text("Desk: Encore")');
  await command(box, desk, 'panic', { level: 'mute' });
  await page.waitForSelector('.lockscreen__told:has-text("Desk has muted everybody")');
  t.same(await objections(page), [], 'a lock that tells');
  await command(box, desk, 'panic', { level: 'off' });
  t.equal(await page.locator('.lockscreen .dot--busy').count(), 0);
  passage.hold();
  await page.waitForSelector('.lockscreen .dot--busy');
  await page.waitForSelector('.lockscreen__told:has-text("Not connected")');
  passage.release();
  await page.waitForSelector('.lockscreen__told:has-text("Not connected")', { state: 'detached' });

  await page.press('.lockscreen__knob', 'Enter');
  await page.waitForSelector('.lockscreen', { state: 'detached' });
  await until(async () => (await page.evaluate('history.state')) === null);
  t.ok(await leaves(page));
  t.same(faults, []);
  await context.close();
});
