/** Axe-core checks every screen, in both languages and both themes; and the main tasks work by keyboard alone. */
import type { Page } from 'playwright-core';
import t from 'tap';
import { objections } from './harness/objections.js';
import { command, mixOf, newDevice, newEngineer, PHONE, shownDb, TABLET, until, visit } from './harness/page-driver.js';
import { browserAndBox } from './harness/page-test.js';

const PIN = '141421';

const { browser, box } = await browserAndBox('--source=tones:6', `--engineer-pin=${PIN}`);
const ana = await newDevice(box, 'Ana');
const desk = await newEngineer(box, PIN);
await command(box, ana, `device/${ana.uuid}`, { action: 'own', channels: [1] });
await command(box, desk, 'setlist', { action: 'set', songs: [{ name: 'One' }, { name: 'Two' }] });
await command(box, desk, 'setlist', { action: 'goto', index: 0 });
await command(box, ana, `preset/${ana.uuid}`, { action: 'save', name: 'Mine' });
await command(box, ana, `ask/${ana.uuid}`, { action: 'ask', text: 'More light' });
await command(box, desk, 'session', { action: 'create', name: 'Saturday' });

const SHEETS = 9;

for (const [locale, theme] of [
  ['en-GB', 'dark'],
  ['es-ES', 'light'],
] as const) {
  t.test(`nothing to object to: ${locale}, ${theme}`, async (t) => {
    const look = { theme };
    const check = async (page: Page, name: string) => t.same(await objections(page), [], name);
    const first = await visit(browser, box, { locale, look });
    await first.page.waitForSelector('.welcome');
    await check(first.page, 'welcome');
    await first.page.fill('.welcome input', 'Nil');
    await first.page.click('.welcome button[type=submit]');
    await first.page.waitForSelector('.role');
    await check(first.page, 'what do you play');
    await first.page.click('.role >> nth=0');
    await first.page.waitForSelector('.picker');
    await check(first.page, 'which is me');
    await first.context.close();

    const { page, context } = await visit(browser, box, { device: ana, locale, look, viewport: PHONE });
    await page.waitForSelector('.dock');
    await check(page, 'mixer');
    await page.click('.strip__icon >> nth=0');
    await page.waitForSelector('.sheet');
    await check(page, 'channel');
    await page.click('.sheet__head .button');
    for (let item = 0; item < SHEETS; item++) {
      await page.click('.bar button:last-child');
      await page.waitForSelector('.sheet .list__item');
      if (item === 0) await check(page, 'menu');
      await page.click(`.sheet .list__item >> nth=${item}`);
      await check(page, `sheet ${item}: ${await page.textContent('.sheet h2')}`);
      await page.click('.sheet__head .button');
    }
    for (const mode of ['groups', 'big']) {
      await page.click('.bar button:nth-last-child(2)');
      await page.waitForSelector(mode === 'groups' ? '.strip__group' : '.big');
      await check(page, mode);
      if (mode === 'big') continue;
      await page.click('.strip--new');
      await page.waitForSelector('.members');
      await check(page, 'a new group');
      await page.click('.sheet__head .button');
    }
    await page.click('.bar button:nth-last-child(3)');
    await page.waitForSelector('.lockscreen');
    await check(page, 'locked');
    await context.close();

    const engineer = await visit(browser, box, { device: desk, locale, look, viewport: TABLET, hash: '#/desk/people' });
    await engineer.page.waitForSelector('.person');
    for (const tab of ['people', 'channels', 'songs', 'sessions', 'box']) {
      await engineer.page.click(`a[href="#/desk/${tab}"]`);
      await engineer.page.waitForTimeout(200);
      await check(engineer.page, `desk: ${tab}`);
    }
    await engineer.page.click('a[href="#/desk/people"]');
    await engineer.page.click('.person .button--icon:not([aria-pressed]) >> nth=0');
    await check(engineer.page, 'desk: one person');
    await engineer.page.click('.sheet__head .button');
    await engineer.page.click('a[href="#/desk/channels"]');
    await engineer.page.click('.input-row__main >> nth=0');
    await check(engineer.page, 'desk: one input');
    await engineer.context.close();
  });
}

/** Presses Tab until the focused control's name begins with `name`. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = `(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()`;
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab');
    if (((await page.evaluate(focused)) as string).startsWith(name)) return;
  }
  throw new Error(`no way to "${name}" by keyboard`);
}

t.test('a musician by keyboard alone: levels, pan, mute, a preset', async (t) => {
  const device = await newDevice(box, 'Key');
  const { page, context, faults } = await visit(browser, box, { device });
  await page.waitForSelector('.dock');
  const name = (await page.locator('.strip').first().getAttribute('aria-label'))!;
  await tabTo(page, `${name}: level`);
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown', 'PageUp']) await page.keyboard.press(key);
  t.ok(await until(async () => (await shownDb(page, 0)) === 1), '−6 + 1 + 1 − 1 + 6');
  await page.keyboard.press('0');
  t.ok(await until(async () => (await shownDb(page, 0)) === 0));
  t.equal(await page.evaluate(`document.activeElement.getAttribute('aria-valuetext')`), '0.0 decibels');
  await page.keyboard.press('Home');
  t.ok(await until(async () => (await mixOf(box, device)).channels[0].gain === 0));
  t.ok(
    await until(
      async () => (await page.evaluate(`document.activeElement.getAttribute('aria-valuetext')`)) === 'silent',
    ),
  );
  await tabTo(page, `${name}: mute`);
  await page.keyboard.press('Space');
  t.ok(await until(async () => (await mixOf(box, device)).channels[0].mute));
  await tabTo(page, 'Menu');
  await page.keyboard.press('Enter');
  await tabTo(page, 'Presets and songs');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.sheet form');
  for (let i = 0; i < 20 && (await page.evaluate(`document.activeElement.tagName`)) !== 'INPUT'; i++)
    await page.keyboard.press('Tab');
  await page.keyboard.type('By keys');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.sheet li:has-text("By keys")');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.sheet', { state: 'detached' });
  t.same(faults, []);
  await context.close();
});

t.test('an engineer by keyboard alone: the desk, a request, somebody’s mix', async (t) => {
  await command(box, ana, `ask/${ana.uuid}`, { action: 'ask', ch: 0, p: 'gain', v: 1, text: 'More of one' });
  const { page, context, faults } = await visit(browser, box, {
    device: desk,
    viewport: TABLET,
    hash: '#/desk/people',
  });
  await page.waitForSelector('.ask:has-text("More of one")');
  for (let i = 0; i < 3 && (await mixOf(box, ana)).channels[0].gain !== 1; i++) {
    await tabTo(page, 'Accept');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(400);
  }
  t.equal((await mixOf(box, ana)).channels[0].gain, 1);
  await tabTo(page, 'Channels');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.input-row');
  t.same(faults, []);
  await context.close();
});
