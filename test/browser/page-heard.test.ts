/**
 * An evening by ear, on a phone and on a tablet. A mix is restored or changed from elsewhere, or the page is away for a
 * while. Each time the page's audio graph must play the mix as the box has it. One box and one page for each size; each
 * step begins where the one before ended.
 */
import type { Page } from 'playwright-core';
import { until } from '../harness/until.js';
import { boxHasDb, command, newDevice, newEngineer } from './harness/devices.js';
import { drag } from './harness/gestures.js';
import { hears, hearsDb, listen } from './harness/hearing.js';
import { PIN, stage } from './harness/page-test.js';
import { Passage } from './harness/passage.js';
import type { Channel, Screen } from './harness/screen.js';
import { PHONE, TABLET } from './harness/visit.js';

const CHANNELS = 4;
/** A tone of −12 dBFS in the centre. */
const TONE_DB = -12 + 20 * Math.log10(Math.SQRT1_2);

const { box, pageTest } = await stage(`--source=tones:${CHANNELS}`);

/** An entry of the sheet of presets, by what its button says. */
const preset = (screen: Screen, name: string) => screen.sheet.getByRole('button', { name: `${name} Recall` });

const showsMuted = (screen: Screen, channel: Channel) =>
  until('the page shows it muted', async () => (await screen.mute(channel).getAttribute('aria-pressed')) === 'true');

/** The page closes the sheet by itself, as soon as the box has answered. */
const closesItself = (screen: Screen) => screen.sheet.waitFor({ state: 'detached' });

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
  await pageTest(
    `${size}: presets, songs, undo, solo, requests, reload, hidden and cut off, to the ear`,
    async ({ t, open }) => {
      const device = await newDevice(box, `Ana ${size}`);
      const desk = await newEngineer(box, PIN, `Desk ${size}`);
      const web = await Passage.to(box.webPort);
      const audio = await Passage.to(box.audioPort);
      t.teardown(() => Promise.all([web.close(), audio.close()]));
      const { page, screen } = await open({ device, viewport, port: web.port });
      // The sound too passes through a relay of ours.
      const about = (await box.json('/api/box')) as { audio: { port: number } };
      await page.route('**/api/box', (route) =>
        route.fulfill({ json: { ...about, audio: { ...about.audio, port: audio.port } } }),
      );
      await page.reload();
      await screen.mixer();
      await listen(screen);
      t.same(await hears(page, CHANNELS, [0, 1, 2, 3]), [0, 1, 2, 3], 'everything, as a new mix is');

      await t.test('a preset: saved, lost to changes, brought back; and undone', async (t) => {
        await screen.openSheet('presetsTitle');
        await screen.sheet.getByLabel('Name of the preset').fill('Soundcheck');
        await screen.button('presetSave').click();
        await preset(screen, 'Soundcheck').waitFor();
        await screen.closeSheet();
        await screen.mute(1).click();
        await screen.on(2).click();
        t.same(await hears(page, CHANNELS, [0, 3]), [0, 3]);
        await screen.openSheet('presetsTitle');
        await preset(screen, 'Soundcheck').click();
        t.same(await hears(page, CHANNELS, [0, 1, 2, 3]), [0, 1, 2, 3], 'recalled');
        await closesItself(screen);
        await screen.undo.click();
        t.same(await hears(page, CHANNELS, [0, 3]), [0, 3], 'the recall is one step of undo');
        await screen.undo.click();
        t.same(await hears(page, CHANNELS, [0, 2, 3]), [0, 2, 3], 'and what was switched off before it is another');
      });

      await t.test('a fader dragged, heard, and undone', async (t) => {
        await drag(page, screen.fader(0), { y: -60 });
        const moved = await screen.shownDb(0);
        t.ok(moved > -3);
        t.ok(Math.abs((await hearsDb(page, 0, TONE_DB + moved)) - TONE_DB - moved) < 0.5, `heard at ${moved} dB`);
        await until('the box has what the page shows', () => boxHasDb(box, device, 0, moved));
        await screen.undo.click();
        const before = 20 * Math.log10(0.5);
        t.ok(Math.abs((await hearsDb(page, 0, TONE_DB + before)) - TONE_DB - before) < 0.5, 'the whole drag at once');
      });

      await t.test('a song brings the preset that belongs to it', async (t) => {
        await command(box, desk, 'setlist', { action: 'set', songs: [{ name: 'Ballad' }, { name: 'Loud' }] });
        await command(box, desk, 'setlist', { action: 'allow', anyone: true });
        await command(box, desk, 'setlist', { action: 'goto', index: 0 });
        await screen.songs.getByText('Ballad', { exact: true }).waitFor();
        await screen.on(3).click();
        t.same(await hears(page, CHANNELS, [0, 2]), [0, 2]);
        await screen.openSheet('presetsTitle');
        await screen.sheet.getByRole('combobox', { name: 'For the song' }).selectOption({ label: 'Loud' });
        await screen.button('presetSave').click();
        await preset(screen, 'Loud').waitFor();
        await screen.closeSheet();
        await screen.on(0).click();
        t.same(await hears(page, CHANNELS, [2]), [2]);
        await screen.button('nextSong').click();
        t.same(await hears(page, CHANNELS, [0, 2]), [0, 2]);
      });

      await t.test('solo; a request the engineer accepts; a change the engineer makes', async (t) => {
        await screen.solo(2).click();
        t.same(await hears(page, CHANNELS, [2]), [2]);
        await screen.solo(2).click();
        t.same(await hears(page, CHANNELS, [0, 2]), [0, 2]);
        const lock = (to: string | null) => command(box, desk, `device/${device.uuid}`, { action: 'lock', lock: to });
        await lock('engineer');
        await screen.more(2).click();
        await screen.button('askMore').click();
        let asked: { id: string; uuid?: string }[] = [];
        await until('the request is there', async () => {
          ({ asks: asked } = (await box.json('/api/asks', { token: desk.token })) as { asks: { id: string }[] });
          return asked.length > 0;
        });
        t.equal(asked.length, 1);
        t.match(await command(box, desk, `ask/${device.uuid}`, { action: 'accept', id: asked[0].id }), { ok: true });
        t.ok(Math.abs((await hearsDb(page, 2, TONE_DB - 3)) - TONE_DB + 3) < 0.5, 'as much more as was asked for');
        await lock(null);
        await closesItself(screen);
        await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'on', ch: 1, v: true }] });
        await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'mute', ch: 1, v: false }] });
        t.same(await hears(page, CHANNELS, [0, 1, 2]), [0, 1, 2]);
      });

      await t.test(
        'hidden: the sound continues and follows changes; back: the faders show what is heard',
        async (t) => {
          await hide(page, true);
          await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'mute', ch: 0, v: true }] });
          t.same(await hears(page, CHANNELS, [1, 2]), [1, 2], 'while nobody sees the page');
          await hide(page, false);
          await showsMuted(screen, 0);
          t.same(await hears(page, CHANNELS, [1, 2]), [1, 2]);
        },
      );

      await t.test('cut off: silence; back: sound again by itself, as it is meant by then', async (t) => {
        for (const passage of [web, audio]) passage.hold();
        t.same(await hears(page, CHANNELS, []), [], 'no loop of the last sound');
        await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'mute', ch: 2, v: true }] });
        for (const passage of [web, audio]) passage.release();
        t.same(await hears(page, CHANNELS, [1]), [1]);
        await showsMuted(screen, 2);
      });

      await t.test('reloaded: one tap, and the same mix', async (t) => {
        await page.reload();
        await screen.mixer();
        await listen(screen);
        t.same(await hears(page, CHANNELS, [1]), [1]);
        t.equal(await screen.mute(0).getAttribute('aria-pressed'), 'true');
      });
    },
  );
}
