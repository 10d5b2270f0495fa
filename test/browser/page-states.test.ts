/**
 * Axe-core checks what shows only at certain moments (banners, messages, refusals, locks,
 * panic, a lost box), in both languages and both themes.
 */
import type { Page } from 'playwright-core';
import t from 'tap';
import { objections } from './harness/objections.js';
import { command, newDevice, newEngineer, PHONE, strip, TABLET, visit } from './harness/page-driver.js';
import { browserAndBox } from './harness/page-test.js';

const PIN = '223606';

const { browser, box } = await browserAndBox('--source=tones:4', `--engineer-pin=${PIN}`);

for (const [locale, theme] of [
  ['en-GB', 'light'],
  ['es-ES', 'dark'],
] as const) {
  const look = { theme };

  t.test(`${locale}, ${theme}: messages to a musician`, async (t) => {
    const check = async (page: Page, name: string) => t.same(await objections(page), [], name);
    const ana = await newDevice(box, 'Ana');
    const desk = await newEngineer(box, PIN);
    const { page, context, faults } = await visit(browser, box, { device: ana, locale, look, viewport: PHONE });
    await page.waitForSelector('.dock');

    await page.click('.bar button:last-child');
    await page.click('.sheet .list__item >> nth=-1');
    await page.fill('.input--pin', '000000');
    await page.click('.sheet button[type=submit]');
    await page.waitForSelector('.sheet .problem');
    await check(page, 'a refused PIN');
    await page.click('.sheet__head .button');

    await strip(page, 0).locator('.key--solo').click();
    await page.waitForSelector('.banner');
    await command(box, desk, `mix/${ana.uuid}`, { set: [{ p: 'mute', ch: 1, v: true }] });
    await page.waitForSelector('.toast');
    await check(page, 'solo, and a message about somebody else’s change');
    await strip(page, 0).locator('.key--solo').click();

    await page.click('.dock button.listen[aria-pressed]');
    await page.waitForSelector('.dock .listen--on');
    await check(page, 'listening');

    await command(box, desk, `device/${ana.uuid}`, { action: 'lock', lock: 'engineer' });
    await command(box, desk, 'panic', { level: 'dim' });
    await page.waitForSelector('.banner--quiet');
    await page.waitForSelector('.banner[role=alert]');
    await check(page, 'a mix that the engineer locked, and everybody turned down');
    await command(box, desk, 'panic', { level: 'off' });
    await command(box, desk, `device/${ana.uuid}`, { action: 'lock', lock: null });
    await page.waitForSelector('.banner', { state: 'detached' });

    const elsewhere = await visit(browser, box, { device: ana, locale, look, viewport: PHONE });
    await page.waitForSelector('.banner .button');
    await check(page, 'replaced by another page of the same device');
    await elsewhere.context.close();
    await page.route('**/version.json', (route) => route.fulfill({ json: { build: 'another' } }));
    await page.click('.banner .button');
    await page.waitForSelector('.banner--quiet');
    await check(page, 'new software while somebody listens');
    await page.unroute('**/version.json');
    await command(box, desk, `device/${ana.uuid}`, { action: 'disconnect' });
    await page.waitForSelector('.banner[role=alert]');
    await check(page, 'sent away by the engineer');
    t.same(faults, []);

    await context.route('**/api/box', (route) => route.abort());
    await page.reload();
    await page.waitForSelector('.waiting');
    await check(page, 'no box to be found');
    await context.close();
  });

  t.test(`${locale}, ${theme}: messages to an engineer`, async (t) => {
    const check = async (page: Page, name: string) => t.same(await objections(page), [], name);
    const luis = await newDevice(box, 'Luis');
    const desk = await newEngineer(box, PIN);
    await command(box, luis, `ask/${luis.uuid}`, { action: 'ask', ch: 0, p: 'gain', v: 1, text: 'More of one' });
    const { page, context, faults } = await visit(browser, box, {
      device: desk,
      locale,
      look,
      viewport: TABLET,
      hash: '#/desk/people',
    });
    await page.waitForSelector('.ask');
    await page.click('.bar .button--danger');
    await page.waitForSelector('.panic--on');
    await check(page, 'panic, a request, a message');
    await page.click('.panic--on');
    await page.waitForSelector('.panic--on', { state: 'detached' });

    await page.click('.person .button--icon:not([aria-pressed]) >> nth=0');
    await page.waitForSelector('.sheet');
    await page.locator('.sheet .button.grow').last().click();
    await check(page, 'asked whether one is sure');
    await page.click('.sheet__head .button');

    await page.click('a[href="#/desk/box"]');
    const ceiling = page.locator('.settings form:has-text("limiter-ceiling")');
    await ceiling.locator('input').fill('7');
    await ceiling.locator('input').press('Enter');
    await ceiling.locator('.problem').waitFor();
    await check(page, 'a setting that is refused');
    t.same(faults, []);
    await context.close();
  });
}
