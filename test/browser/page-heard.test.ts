/**
 * An evening by ear, on a phone and on a tablet. A mix is restored or changed from elsewhere, or the page is away for a
 * while. Each time the page's audio graph must play the mix as the box has it. One box and one page for each size; each
 * step begins where the one before ended.
 */
import type { Page } from 'playwright-core';
import t from 'tap';
import {
  command,
  drag,
  fader,
  hears,
  hearsDb,
  listen,
  mixOf,
  newDevice,
  newEngineer,
  PHONE,
  strip,
  TABLET,
  until,
  visit,
} from './harness/page-driver.js';
import { browserAndBox } from './harness/page-test.js';
import { Passage } from './harness/passage.js';

const CHANNELS = 4;
const PIN = '173205';
/** A tone of −12 dBFS in the centre. */
const TONE_DB = -12 + 20 * Math.log10(Math.SQRT1_2);

const { browser, box } = await browserAndBox(`--source=tones:${CHANNELS}`, `--engineer-pin=${PIN}`);

async function openSheet(page: Page, item: string): Promise<void> {
  await page.click('.bar button[aria-label="Menu"]');
  await page.click(`.sheet .list__item:has-text("${item}")`);
}

const closeSheet = (page: Page) => page.click('.sheet button[aria-label="Close"]');
const undo = (page: Page) => page.click('.bar button[aria-label="Undo"]:not([disabled])');

/** As the browser informs a page that another one is in front of it. */
const hide = (page: Page, hidden: boolean) =>
  page.evaluate(`(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} });
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${hidden ? 'hidden' : 'visible'}' });
    document.dispatchEvent(new Event('visibilitychange'));
  })()`);

for (const [size, viewport] of [
  ['phone', PHONE],
  ['tablet', TABLET],
] as const) {
  t.test(`${size}: presets, songs, undo, solo, requests, reload, hidden and cut off, to the ear`, async (t) => {
    const device = await newDevice(box, `Ana ${size}`);
    const desk = await newEngineer(box, PIN, `Desk ${size}`);
    const web = await Passage.to(box.webPort);
    const audio = await Passage.to(box.audioPort);
    t.teardown(() => Promise.all([web.close(), audio.close()]));
    const { page, context, faults } = await visit(browser, box, { device, viewport, port: web.port });
    // The sound too passes through a relay of ours.
    const about = (await box.json('/api/box')) as { audio: { port: number } };
    await page.route('**/api/box', (route) =>
      route.fulfill({ json: { ...about, audio: { ...about.audio, port: audio.port } } }),
    );
    await page.reload();
    await page.waitForSelector('.dock');
    await listen(page);
    t.same(await hears(page, CHANNELS, [0, 1, 2, 3]), [0, 1, 2, 3], 'everything, as a new mix is');

    await t.test('a preset: saved, lost to changes, brought back; and undone', async (t) => {
      await openSheet(page, 'Presets');
      await page.fill('.sheet form.card input.input', 'Soundcheck');
      await page.click('.sheet button:has-text("Save this mix")');
      await page.waitForSelector('.sheet li:has-text("Soundcheck")');
      await closeSheet(page);
      await strip(page, 1).locator('.key--mute').click();
      await strip(page, 2).locator('.strip__on').click();
      t.same(await hears(page, CHANNELS, [0, 3]), [0, 3]);
      await openSheet(page, 'Presets');
      await page.click('.sheet li:has-text("Soundcheck") .list__item');
      t.same(await hears(page, CHANNELS, [0, 1, 2, 3]), [0, 1, 2, 3], 'recalled');
      if ((await page.locator('.sheet').count()) > 0) await closeSheet(page);
      await undo(page);
      t.same(await hears(page, CHANNELS, [0, 3]), [0, 3], 'the recall is one step of undo');
      await undo(page);
      t.same(await hears(page, CHANNELS, [0, 2, 3]), [0, 2, 3], 'and what was switched off before it is another');
    });

    await t.test('a fader dragged, heard, and undone', async (t) => {
      await drag(page, fader(page, 0), { y: -60 });
      const wished = Number(await fader(page, 0).getAttribute('aria-valuenow'));
      t.ok(wished > -3);
      t.ok(Math.abs((await hearsDb(page, 0, TONE_DB + wished)) - TONE_DB - wished) < 0.5, `heard at ${wished} dB`);
      t.ok(
        await until(async () => Math.abs(20 * Math.log10((await mixOf(box, device)).channels[0].gain) - wished) < 0.06),
      );
      await undo(page);
      const before = 20 * Math.log10(0.5);
      t.ok(Math.abs((await hearsDb(page, 0, TONE_DB + before)) - TONE_DB - before) < 0.5, 'the whole drag at once');
    });

    await t.test('a song brings the preset that belongs to it', async (t) => {
      await command(box, desk, 'setlist', { action: 'set', songs: [{ name: 'Ballad' }, { name: 'Loud' }] });
      await command(box, desk, 'setlist', { action: 'allow', anyone: true });
      await command(box, desk, 'setlist', { action: 'goto', index: 0 });
      await page.waitForSelector('.songs:has-text("Ballad")');
      await strip(page, 3).locator('.strip__on').click();
      t.same(await hears(page, CHANNELS, [0, 2]), [0, 2]);
      await openSheet(page, 'Presets');
      await page.selectOption('.sheet form.card select', { label: 'Loud' });
      await page.click('.sheet button:has-text("Save this mix")');
      await page.waitForSelector('.sheet li:has-text("Loud")');
      await closeSheet(page);
      await strip(page, 0).locator('.strip__on').click();
      t.same(await hears(page, CHANNELS, [2]), [2]);
      await page.click('.songs button[aria-label="Next song"]');
      t.same(await hears(page, CHANNELS, [0, 2]), [0, 2]);
    });

    await t.test('solo; a request the engineer accepts; a change the engineer makes', async (t) => {
      await strip(page, 2).locator('.key--solo').click();
      t.same(await hears(page, CHANNELS, [2]), [2]);
      await strip(page, 2).locator('.key--solo').click();
      t.same(await hears(page, CHANNELS, [0, 2]), [0, 2]);
      await strip(page, 2).locator('.strip__icon').click();
      await page.click('.sheet button:has-text("Ask for more")');
      let asked: { id: string; uuid?: string }[] = [];
      await until(async () => {
        ({ asks: asked } = (await box.json('/api/asks', { token: desk.token })) as { asks: { id: string }[] });
        return asked.length > 0;
      });
      t.equal(asked.length, 1);
      t.match(await command(box, desk, `ask/${device.uuid}`, { action: 'accept', id: asked[0].id }), { ok: true });
      t.ok(Math.abs((await hearsDb(page, 2, TONE_DB - 3)) - TONE_DB + 3) < 0.5, 'as much more as was asked for');
      if ((await page.locator('.sheet').count()) > 0) await closeSheet(page);
      await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'on', ch: 1, v: true }] });
      await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'mute', ch: 1, v: false }] });
      t.same(await hears(page, CHANNELS, [0, 1, 2]), [0, 1, 2]);
    });

    await t.test('hidden: the sound continues and follows changes; back: the faders show what is heard', async (t) => {
      await hide(page, true);
      await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'mute', ch: 0, v: true }] });
      t.same(await hears(page, CHANNELS, [1, 2]), [1, 2], 'while nobody sees the page');
      await hide(page, false);
      t.ok(
        await until(async () => (await strip(page, 0).locator('.key--mute').getAttribute('aria-pressed')) === 'true'),
      );
      t.same(await hears(page, CHANNELS, [1, 2]), [1, 2]);
    });

    await t.test('cut off: silence; back: sound again by itself, as it is meant by then', async (t) => {
      for (const passage of [web, audio]) passage.hold();
      t.same(await hears(page, CHANNELS, []), [], 'no loop of the last sound');
      await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'mute', ch: 2, v: true }] });
      for (const passage of [web, audio]) passage.release();
      t.same(await hears(page, CHANNELS, [1]), [1]);
      t.ok(
        await until(async () => (await strip(page, 2).locator('.key--mute').getAttribute('aria-pressed')) === 'true'),
      );
    });

    await t.test('reloaded: one tap, and the same mix', async (t) => {
      await page.reload();
      await page.waitForSelector('.dock');
      await listen(page);
      t.same(await hears(page, CHANNELS, [1]), [1]);
      t.equal(await strip(page, 0).locator('.key--mute').getAttribute('aria-pressed'), 'true');
    });

    t.same(faults, []);
    await context.close();
  });
}
