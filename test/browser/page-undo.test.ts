/** Undo reverts what it names: in the message about somebody else's change, in the history, and for the keyboard. */
import t from 'tap';
import {
  command,
  fader,
  mixOf,
  newDevice,
  newEngineer,
  shownDb,
  strip,
  TABLET,
  until,
  visit,
} from './harness/page-driver.js';
import { browserAndBox } from './harness/page-test.js';

const PIN = '161803';
/** The positions of all faders of the house mix. */
const BEFORE = 0.5;

const { browser, box } = await browserAndBox('--source=tones:4', `--engineer-pin=${PIN}`);

t.test('Undo in the message reverts the engineer’s change, and keeps mine from before and since', async (t) => {
  const ana = await newDevice(box, 'Ana');
  const desk = await newEngineer(box, PIN, 'Marta');
  const { page, context, faults } = await visit(browser, box, { device: ana, viewport: TABLET });
  await page.waitForSelector('.dock');
  await strip(page, 3).locator('.key--mute').click();
  t.ok(await until(async () => (await mixOf(box, ana)).channels[3].mute), 'a change of my own');
  await command(box, desk, `mix/${ana.uuid}`, { set: [{ p: 'gain', ch: 0, v: 2 }] });
  await command(box, desk, `mix/${ana.uuid}`, { set: [{ p: 'mute', ch: 2, v: true }] });
  const toast = page.locator('.toast:has-text("Marta")');
  await toast.waitFor();
  await strip(page, 1).locator('.key--mute').click();
  t.ok(await until(async () => (await mixOf(box, ana)).channels[1].mute), 'and another since');
  await toast.locator('button:has-text("Undo")').click();
  t.ok(
    await until(async () => {
      const { channels } = await mixOf(box, ana);
      return channels[0].gain === BEFORE && !channels[2].mute;
    }),
    'both of the engineer’s changes are taken back',
  );
  const { channels } = await mixOf(box, ana);
  t.same([channels[3].mute, channels[1].mute], [true, true], 'and mine stay');
  t.same(faults, []);
  await context.close();
});

t.test('a musician without changes of their own can undo the engineer’s change too', async (t) => {
  const pep = await newDevice(box, 'Pep');
  const desk = await newEngineer(box, PIN, 'Marta');
  const { page, context, faults } = await visit(browser, box, { device: pep });
  await page.waitForSelector('.dock');
  await command(box, desk, `mix/${pep.uuid}`, { set: [{ p: 'gain', ch: 0, v: 2 }] });
  await page.locator('.toast:has-text("Marta") button:has-text("Undo")').click();
  t.ok(await until(async () => (await mixOf(box, pep)).channels[0].gain === BEFORE));

  await command(box, desk, `mix/${pep.uuid}`, { set: [{ p: 'mute', ch: 1, v: true }] });
  await command(box, desk, `history/${pep.uuid}`, { action: 'undo' });
  await page.locator('.toast:has-text("unmuted")').waitFor();
  t.equal(
    await page.locator('.toast:has-text("unmuted") button:has-text("Undo")').count(),
    0,
    'an undo of theirs offers none',
  );
  t.same(faults, []);
  await context.close();
});

t.test('the history can undo one entry, by any author, and shows which are undone', async (t) => {
  const nil = await newDevice(box, 'Nil');
  const desk = await newEngineer(box, PIN, 'Marta');
  await command(box, desk, `mix/${nil.uuid}`, { set: [{ p: 'gain', ch: 0, v: 2 }] });
  await command(box, nil, `mix/${nil.uuid}`, { set: [{ p: 'mute', ch: 1, v: true }] });
  const { page, context, faults } = await visit(browser, box, { device: nil });
  await page.waitForSelector('.dock');
  await page.click('.bar button[aria-label="Menu"]');
  await page.click('.sheet .list__item:has-text("What happened")');
  const entry = page.locator('.sheet li:has-text("Marta")');
  const button = entry.locator('button[aria-label^="Undo: Marta"]');
  await button.click();
  t.ok(await until(async () => (await mixOf(box, nil)).channels[0].gain === BEFORE));
  t.ok((await mixOf(box, nil)).channels[1].mute, 'the newer one stays');
  await entry.locator('.badge').waitFor();
  t.ok(await button.isDisabled(), 'once is enough');
  t.same(faults, []);
  await context.close();
});

t.test('quick presses of an arrow key are one step of undo', async (t) => {
  const teo = await newDevice(box, 'Teo');
  const { page, context, faults } = await visit(browser, box, { device: teo });
  await page.waitForSelector('.dock');
  t.ok(await until(async () => (await shownDb(page, 0)) === -6));
  const before = -6;
  await fader(page, 0).focus();
  for (let press = 0; press < 4; press++) await page.keyboard.press('ArrowUp');
  t.ok(await until(async () => (await shownDb(page, 0)) === before + 4));
  await page.waitForSelector('.bar button[aria-label="Undo"]:not([disabled])');
  await until(async () => Math.abs(20 * Math.log10((await mixOf(box, teo)).channels[0].gain) - before - 4) < 0.06);
  await page.click('.bar button[aria-label="Undo"]');
  t.ok(await until(async () => (await shownDb(page, 0)) === before));
  t.same(faults, []);
  await context.close();
});
