/**
 * A musician's own groups, and a mix that the engineer has locked: what moves, what does not, and what the box saves.
 */
import t from 'tap';
import { command, drag, fader, mixOf, newDevice, newEngineer, shownDb, until, visit } from './harness/page-driver.js';
import { browserAndBox } from './harness/page-test.js';

const PIN = '141421';
const { browser, box } = await browserAndBox('--source=tones:4', `--engineer-pin=${PIN}`);

t.test('a group is made on the page, moved by one fader, undone in one step, and there after a reload', async (t) => {
  const device = await newDevice(box, 'Ana');
  await command(box, device, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 1, v: 0.25 }] });
  const gains = async () => (await mixOf(box, device)).channels.map(({ gain }) => gain);
  const { page, context, faults } = await visit(browser, box, { device, look: { mode: 'groups' } });
  await page.click('.strip--new');
  await page.fill('.sheet input', 'Front');
  for (const channel of [0, 1]) await page.locator('.members .picker__item').nth(channel).click();
  await page.click('.sheet button[type=submit]');
  const group = page.locator('.strip:has(.strip__group:has-text("Front"))');
  await group.waitFor();

  await drag(page, group.locator('.fader'), { y: -50 });
  t.ok(await until(async () => (await gains())[0] > 0.55), 'the loudest rose');
  // Levels on the page are tenths of a dB.
  const distance = async () => {
    const [first, second] = await gains();
    return 20 * Math.log10(first / second);
  };
  t.ok(await until(async () => Math.abs((await distance()) - 20 * Math.log10(2)) < 0.11), 'the other with it');
  t.same((await gains()).slice(2), [0.5, 0.5], 'nobody else');
  await page.click('.bar button[aria-label="Undo"]');
  t.ok(await until(async () => (await gains()).join() === '0.5,0.25,0.5,0.5'), 'one undo brings both back exactly');

  await group.locator('.key--mute').click();
  t.ok(
    await until(
      async () => (await mixOf(box, device)).channels.map(({ mute }) => mute).join() === 'true,true,false,false',
    ),
  );
  await page.reload();
  await group.waitFor();
  await group.locator('.strip__group').click();
  await page.click('.sheet button:has-text("Dissolve")');
  await group.waitFor({ state: 'detached' });
  t.same(faults, []);
  await context.close();
});

t.test('a locked mix: one tap on the desk, a sentence and still faders on the phone, and open again', async (t) => {
  const luis = await newDevice(box, 'Luis');
  const desk = await newEngineer(box, PIN);
  const musician = await visit(browser, box, { device: luis });
  await musician.page.waitForSelector('.dock');
  const engineer = await visit(browser, box, { device: desk, hash: '#/desk/people' });
  const lock = engineer.page.locator('.person:has(h3:has-text("Luis")) button[aria-label$="lock the mix"]');
  await lock.click();
  await musician.page.waitForSelector('.banner:has-text("The engineer has locked your mix")');
  t.equal(await fader(musician.page, 0).getAttribute('aria-disabled'), 'true');
  await drag(musician.page, fader(musician.page, 0), { y: -60 });
  await musician.page.waitForSelector('.toast:has-text("locked")');
  t.equal(await shownDb(musician.page, 0), -6, 'it does not move');

  await command(box, desk, `mix/${luis.uuid}`, { set: [{ p: 'gain', ch: 0, v: 1 }] });
  t.ok(await until(async () => (await shownDb(musician.page, 0)) === 0), 'the engineer still moves it');
  await lock.click();
  await musician.page.waitForSelector('.banner', { state: 'detached' });
  await drag(musician.page, fader(musician.page, 0), { y: 60 });
  t.ok(await until(async () => (await mixOf(box, luis)).channels[0].gain < 0.9));
  t.same([...musician.faults, ...engineer.faults], []);
  await musician.context.close();
  await engineer.context.close();
});
