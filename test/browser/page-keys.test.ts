/** The desk by keyboard: the strips of a mix, the next musician, the matrix as one Tab stop, the list of keys. */
// Functions that run inside the page use its globals.
/// <reference lib="dom" />
import type { Locator, Page } from 'playwright-core';
import { until } from '../harness/until.js';
import { boxHasDb, command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';
import { DESKTOP } from './harness/visit.js';

const { box, pageTest } = await stage('--source=tones:4');
const desk = await newEngineer(box, PIN, 'Marta');

const focused = (control: Locator): Promise<boolean> =>
  control.evaluate((element) => element === document.activeElement, undefined, { timeout: 5000 });
const pressed = async (key: Locator): Promise<boolean> => (await key.getAttribute('aria-pressed')) === 'true';
const inGrid = (page: Page): Promise<boolean> =>
  page.getByRole('grid').evaluate((grid) => grid.contains(document.activeElement));

for (const locale of ['en-GB', 'es'])
  await pageTest(
    `a mix by keys: strip to strip, level, mute, solo, undo, redo, next musician (${locale})`,
    async (test) => {
      const { t, engineer, musician } = test;
      const ana = await newDevice(box, 'Ana');
      // Ana’s own strip stands in front: the strips of the next mix are in another order.
      await command(box, ana, `device/${ana.uuid}`, { action: 'own', channels: [2] });
      await musician('Ana', { device: ana });
      await musician('Bea');
      const options = { device: desk, hash: `#/mix/${ana.uuid}`, viewport: DESKTOP, locale };
      const { page, screen } = await engineer('Marta', options);
      const { keyboard } = page;
      await screen.fader(2).focus();
      await keyboard.press('ArrowRight');
      t.ok(await focused(screen.fader(0)), 'the next strip');
      await keyboard.press('ArrowRight');
      t.ok(await focused(screen.fader(1)));
      await keyboard.press('ArrowDown');
      await until('1 dB down', () => boxHasDb(box, ana, 1, -7));
      const before = await mixOf(box, ana);
      await keyboard.press('End');
      await keyboard.press('Home');
      await keyboard.press(' ');
      await until('muted', () => pressed(screen.mute(1)));
      await until('the box has it', async () => (await mixOf(box, ana)).channels[1].mute);
      t.equal((await mixOf(box, ana)).channels[1].gain, before.channels[1].gain, 'Home and End alone move nothing');
      await keyboard.press('s');
      await until('solo', async () => (await mixOf(box, ana)).channels[1].solo);
      await keyboard.press('Control+z');
      await until('undone', async () => !(await mixOf(box, ana)).channels[1].solo);
      await keyboard.press('Control+Shift+Z');
      await until('redone', async () => (await mixOf(box, ana)).channels[1].solo);
      await screen.solo(1).focus();
      await keyboard.press('ArrowRight');
      t.ok(await focused(screen.solo(3)), 'the same key of the next strip: the third one stands in front');

      await screen.fader(2).focus();
      await keyboard.press(']');
      const title = (name: string) => screen.bar.getByRole('heading', { name, exact: true });
      await title('Bea').waitFor();
      await until('the same fader in Bea’s mix', () => focused(screen.fader(2)));
      await keyboard.press('[');
      await title('Ana').waitFor();
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      await keyboard.press('PageDown');
      await title('Bea').waitFor();
      await screen.master.focus();
      await keyboard.press('ArrowLeft');
      t.ok(await focused(screen.fader(3)), 'the master stands behind the last strip');
    },
  );

await pageTest(
  'the matrix by keys: heads, Space, S, undo and redo in that mix; one stop of the Tab key',
  async (test) => {
    const { t, engineer, musician } = test;
    const { device: ana } = await musician('Ana');
    await command(box, ana, `mix/${ana.uuid}`, { set: [{ p: 'gain', ch: 0, v: 0.5 }] });
    const { page, screen } = await engineer('Marta', { device: desk, viewport: DESKTOP });
    const { keyboard } = page;
    const cell = screen.cell('250 Hz', 'Ana');
    await screen.cell('250 Hz', 'Ana', '−6.0 dB').waitFor();
    await screen.button('keysTitle').focus();
    await keyboard.press('Tab');
    t.ok(await inGrid(page), 'the grid is the next stop');
    await keyboard.press('Tab');
    t.notOk(await inGrid(page), 'and one stop only');
    await cell.focus();
    for (let press = 0; press < 3; press++) await keyboard.press('+');
    await until('one and a half dB', () => boxHasDb(box, ana, 0, -4.5));
    await keyboard.press('Control+z');
    await until('quick presses are one step of undo', () => boxHasDb(box, ana, 0, -6));
    await keyboard.press('Control+Shift+Z');
    await until('redone', () => boxHasDb(box, ana, 0, -4.5));
    await keyboard.press('Space');
    await until('muted', async () => (await mixOf(box, ana)).channels[0].mute);
    await keyboard.press('Space');
    await keyboard.press('s');
    await until(
      'solo',
      async () => (await mixOf(box, ana)).channels[0].solo && !(await mixOf(box, ana)).channels[0].mute,
    );
    await keyboard.press('ArrowUp');
    const head = page.getByRole('columnheader').filter({ hasText: 'Ana' });
    t.ok(await focused(head.getByRole('button', { name: /^Mix Ana/ })), 'the head of the column');
    const { master } = await mixOf(box, ana);
    await keyboard.press('-');
    await until('the whole mix, half a dB down', async () => {
      const now = await mixOf(box, ana);
      return Math.abs(20 * Math.log10(now.master / master) + 0.5) < 0.06;
    });
    await keyboard.press('ArrowRight');
    t.ok(await focused(head.getByRole('button', { name: /^Listen in/ })), 'its next button');
    await keyboard.press('ArrowDown');
    t.ok(await focused(cell), 'and back');
    await keyboard.press('Home');
    await keyboard.press('Enter');
    await screen.sheetOf('Who hears 250 Hz').waitFor();
    await keyboard.press('Escape');
    await screen.sheet.waitFor({ state: 'detached' });
    t.ok(await inGrid(page));
  },
);

for (const locale of ['en-GB', 'es'])
  await pageTest(
    `? lists the keys, in a mix and at the desk; in a text field it is a character (${locale})`,
    async (test) => {
      const { t, engineer } = test;
      const { page, screen } = await engineer('Marta', { device: desk, viewport: DESKTOP, locale });
      const search = page.getByRole('searchbox', { name: screen.words('searchDesk') });
      await search.focus();
      await page.keyboard.type('?m[');
      t.equal(await search.inputValue(), '?m[');
      t.equal(await screen.sheet.count(), 0);
      await search.fill('');
      await search.blur();
      await page.keyboard.press('?');
      await screen.sheetOf(screen.words('keysTitle')).getByText(screen.words('keysStep')).waitFor();
      t.same(await objections(page), []);
      await page.keyboard.press('Escape');
      await screen.sheet.waitFor({ state: 'detached' });
      await page.evaluate(() => {
        location.hash = '#/';
      });
      await screen.mixer();
      await page.keyboard.press('?');
      await screen.sheetOf(screen.words('keysTitle')).getByText(screen.words('keysStrip')).waitFor();
    },
  );
