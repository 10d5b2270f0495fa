/**
 * A musician's evening on a phone, on an insecure origin: what the page shows, what the box saves, and what is heard.
 */
import type { Page } from 'playwright-core';
import t from 'tap';
import { gainToTravel } from '../../src/web/fader/taper.js';
import {
  command,
  doubleTap,
  drag,
  fader,
  hears,
  hearsDb,
  listen,
  mixOf,
  newDevice,
  newEngineer,
  shownDb,
  strip,
  swipe,
  TABLET,
  told,
  until,
  visit,
} from './harness/page-driver.js';
import { browserAndBox } from './harness/page-test.js';

const CHANNELS = 6;
const PIN = '271828';

const { browser, box } = await browserAndBox(`--source=tones:${CHANNELS}`, `--engineer-pin=${PIN}`);

t.test('first visit: a name, what I play, which input is me; then my mix, with me on top and heard', async (t) => {
  const { page, context, faults } = await visit(browser, box);
  t.notOk(await page.evaluate('isSecureContext'));
  await page.fill('.welcome input', 'Ana');
  await page.click('.welcome button[type=submit]');
  await page.click('.role:has-text("Vocals")');
  await page.click('.picker__item >> nth=2');
  await page.click('.welcome__foot .button--main');
  await page.waitForSelector('.dock');
  const identity = (await page.evaluate(`({ uuid: localStorage.getItem('fichatech_web_device_uuid'),
    token: localStorage.getItem('fichatech_web_device_token') })`)) as { uuid: string; token: string };
  t.match(identity.uuid, /^web-[0-9a-f]{32}$/);
  t.ok(await until(async () => (await mixOf(box, identity)).channels[2].gain === 1), 'the box has the starting mix');
  t.ok((await mixOf(box, identity)).channels.every(({ gain }, ch) => ch === 2 || gain < 1));
  t.ok(
    await until(async () => (await page.locator('.strip').first().getAttribute('data-channel')) === '2'),
    'I come first',
  );
  await listen(page);
  t.same(await hears(page, CHANNELS, [0, 1, 2, 3, 4, 5]), [0, 1, 2, 3, 4, 5]);

  await page.reload();
  await page.waitForSelector('.dock');
  t.equal(await page.evaluate(`localStorage.getItem('fichatech_web_device_uuid')`), identity.uuid, 'the same device');
  t.ok(await until(async () => (await shownDb(page, 2)) === 0), 'and the same mix');
  t.same(faults, []);
  await context.close();
});

/** The visible place of a fader's handle, as a share of its run from the bottom. */
async function handleTravel(page: Page, channel: number): Promise<number> {
  const handle = fader(page, channel).locator('.fader__cap');
  return (await handle.evaluate((cap) => {
    const rail = cap.parentElement as HTMLElement;
    const top = (rail.parentElement as HTMLElement).getBoundingClientRect().top;
    return 1 - (cap.getBoundingClientRect().top - top) / rail.clientHeight;
  })) as number;
}

t.test(
  'a fader: no jump when touched beside the handle, finer to the side, double tap 0 dB; heard as shown',
  async (t) => {
    const device = await newDevice(box, 'Luis');
    const { page, context, faults } = await visit(browser, box, { device });
    await page.waitForSelector('.dock');
    await listen(page);
    const before = await shownDb(page, 0);
    await drag(page, fader(page, 0), { y: 3 }, 0.9);
    t.equal(await shownDb(page, 0), before, 'touching far from the handle moves nothing');

    await drag(page, fader(page, 0), { y: -60 });
    const coarse = (await shownDb(page, 0)) - before;
    t.ok(coarse > 4, `60 px up are ${coarse} dB`);
    t.ok(
      await until(
        async () => Math.abs(20 * Math.log10((await mixOf(box, device)).channels[0].gain) - before - coarse) < 0.06,
      ),
      'the box has what the screen shows',
    );
    const shown = await shownDb(page, 0);
    const expected = -12 + shown + 20 * Math.log10(Math.SQRT1_2);
    const heard = await hearsDb(page, 0, expected);
    t.ok(Math.abs(heard - expected) < 0.5, `and the ears get it (−12 dBFS tone, centre −3 dB): ${heard} dBFS`);

    const start = await shownDb(page, 1);
    const handle = (await fader(page, 1).boundingBox())!;
    await page.mouse.move(handle.x + 48, handle.y + 200);
    await page.mouse.down();
    await page.mouse.move(handle.x + 48, handle.y + 188);
    await page.mouse.move(handle.x + 200, handle.y + 188);
    await page.waitForSelector('.fader__fine');
    const resting = await handleTravel(page, 1);
    for (let y = 180; y >= 128; y -= 10) await page.mouse.move(handle.x + 200, handle.y + y);
    const held = await handleTravel(page, 1);
    t.ok(held > resting, 'the handle goes with the finger');
    await page.mouse.up();
    t.ok(Math.abs((await handleTravel(page, 1)) - held) < 0.005, 'and stays where it was let go');
    const fine = (await shownDb(page, 1)) - start;
    t.ok(fine > 0 && fine < coarse / 3, `60 px up, far to the side, are ${fine} dB`);
    t.ok(
      await doubleTap(fader(page, 1), { x: 20, y: 100 }, async () => (await shownDb(page, 1)) === 0),
      'double tap is 0 dB',
    );
    t.ok(Math.abs((await handleTravel(page, 1)) - gainToTravel(1)) < 0.005, 'where the scale says 0');
    t.same(faults, []);
    await context.close();
  },
);

t.test('on, mute and solo can be heard to work', async (t) => {
  const device = await newDevice(box, 'Pau');
  const { page, context, faults } = await visit(browser, box, { device, viewport: TABLET });
  await page.waitForSelector('.dock');
  await listen(page);
  await strip(page, 1).locator('.strip__on').click();
  t.same(await hears(page, CHANNELS, [0, 2, 3, 4, 5]), [0, 2, 3, 4, 5], 'off');
  await strip(page, 3).locator('.key--mute').click();
  t.same(await hears(page, CHANNELS, [0, 2, 4, 5]), [0, 2, 4, 5], 'muted');
  await strip(page, 4).locator('.key--solo').click();
  t.same(await hears(page, CHANNELS, [4]), [4], 'solo');
  await page.click('.banner:has-text("Solo") .button');
  t.same(await hears(page, CHANNELS, [0, 2, 4, 5]), [0, 2, 4, 5], 'the solo is cleared from the banner');
  t.same(faults, []);
  await context.close();
});

t.test('two screens of one mix stay in step, and a held fader does not move by itself', async (t) => {
  const device = await newDevice(box, 'Mei');
  const desk = await newEngineer(box, PIN);
  const mine = await visit(browser, box, { device });
  await mine.page.waitForSelector('.dock');
  await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 2, v: 0.25 }] });
  t.ok(await until(async () => (await shownDb(mine.page, 2)) === -12), 'the engineer’s change is shown');
  t.ok(await told(mine.page, 'Desk'), 'and shown, with who did it');

  await drag(mine.page, fader(mine.page, 0), { y: -50 }, 0.5, false);
  const held = await shownDb(mine.page, 0);
  await until(async () => Math.abs(20 * Math.log10((await mixOf(box, device)).channels[0].gain) - held) < 0.06);
  await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 0, v: 0.01 }] });
  t.ok(await until(async () => (await mixOf(box, device)).channels[0].gain === 0.01));
  t.equal(await shownDb(mine.page, 0), held, 'not while I hold it');
  await mine.page.mouse.up();
  t.ok(await until(async () => (await shownDb(mine.page, 0)) === -40), 'after I let go, the newest word holds');
  t.same(mine.faults, []);
  await mine.context.close();
});

t.test('undo reverts the last movement as one step; presets bring a whole mix back', async (t) => {
  const device = await newDevice(box, 'Nil');
  const { page, context, faults } = await visit(browser, box, { device });
  await page.waitForSelector('.dock');
  await page.click('.bar button[aria-label="Menu"]');
  await page.click('.sheet .list__item:has-text("Presets")');
  await page.fill('.sheet input.input', 'Soundcheck');
  await page.click('.sheet button:has-text("Save this mix")');
  await page.waitForSelector('.sheet li:has-text("Soundcheck")');
  await page.click('.sheet button[aria-label="Close"]');

  const before = await shownDb(page, 0);
  await drag(page, fader(page, 0), { y: -70 });
  t.not(await shownDb(page, 0), before);
  await page.waitForSelector('.bar button[aria-label="Undo"]:not([disabled])');
  await page.click('.bar button[aria-label="Undo"]');
  t.ok(await until(async () => (await shownDb(page, 0)) === before), 'one undo for the whole drag');

  await strip(page, 0).locator('.key--mute').click();
  await drag(page, fader(page, 1), { y: 60 });
  await page.click('.bar button[aria-label="Menu"]');
  await page.click('.sheet .list__item:has-text("Presets")');
  await page.click('.sheet li:has-text("Soundcheck") .list__item');
  t.ok(await until(async () => !(await mixOf(box, device)).channels[0].mute), 'recalled');
  t.ok(await until(async () => (await shownDb(page, 1)) === before));
  t.same(faults, []);
  await context.close();
});

t.test('a preset is overwritten or deleted only after a question', async (t) => {
  const device = await newDevice(box, 'Pia');
  for (const name of ['Ballad', 'Anthem'])
    await command(box, device, `preset/${device.uuid}`, { action: 'save', name });
  const { page, context, faults } = await visit(browser, box, { device });
  await page.waitForSelector('.dock');
  await page.click('.bar button[aria-label="Menu"]');
  await page.click('.sheet .list__item:has-text("Presets")');
  const names = () => page.locator('.sheet li strong').allTextContents();
  await page.waitForSelector('.sheet li:has-text("Ballad")');
  t.same(await names(), ['Anthem', 'Ballad']);
  await page.click('.sheet button[aria-label="Ballad: delete"]');
  t.same(await names(), ['Anthem', 'Delete “Ballad”?']);
  await page.click('.sheet li button:text-is("No")');
  t.same(await names(), ['Anthem', 'Ballad']);
  await page.click('.sheet button[aria-label^="Anthem: overwrite"]');
  await page.click('.sheet li button:text-is("Overwrite")');
  await page.waitForSelector('.toasts:has-text("Anthem")');
  t.same(await names(), ['Anthem', 'Ballad'], 'it stays where it was');
  await page.click('.sheet button[aria-label="Anthem: delete"]');
  await page.click('.sheet li button:text-is("Delete")');
  t.ok(await until(async () => (await names()).join() === 'Ballad'));
  t.same(faults, []);
  await context.close();
});

t.test('more me raises my channel alone; the pocket lock keeps fingers out', async (t) => {
  const device = await newDevice(box, 'Zoe');
  await command(box, device, `device/${device.uuid}`, { action: 'own', channels: [1] });
  const { page, context, faults } = await visit(browser, box, { device });
  await page.waitForSelector('.dock .me');
  await page.click('.me__step[aria-label="More me"]');
  t.ok(await until(async () => (await shownDb(page, 1)) === -5));
  t.equal(await shownDb(page, 0), -6);
  await page.click('.bar button[aria-label^="Lock"]');
  await page.waitForSelector('.lockscreen');
  await page.mouse.click(100, 500);
  t.equal(await shownDb(page, 1), -5);
  await drag(page, page.locator('.lockscreen__knob'), { x: 300 });
  await page.waitForSelector('.lockscreen', { state: 'detached' });
  t.same(faults, []);
  await context.close();
});

t.test(
  'fingers: up and down moves a fader, sideways scrolls the strips and moves no fader, pan follows sideways',
  async (t) => {
    const device = await newDevice(box, 'Teo');
    const { page, context, faults } = await visit(browser, box, { device });
    await page.waitForSelector('.dock');
    const place = (await fader(page, 0).boundingBox())!;
    const x = place.x + 40;
    const y = place.y + place.height * 0.3;
    const before = await shownDb(page, 0);
    await swipe(page, [
      { x, y },
      { x, y: y + 50 },
    ]);
    const after = await shownDb(page, 0);
    t.ok(after < before - 3, `${before} → ${after} dB`);
    await swipe(page, [
      { x: x + 200, y },
      { x: x - 20, y: y + 4 },
    ]);
    const scrolled = () => page.evaluate(`document.querySelector('.strips').scrollLeft`);
    t.ok(await until(async () => Number(await scrolled()) > 60), 'the strips scroll');
    t.equal(await shownDb(page, 2), -6, 'and the fader under the finger stays');
    await page.evaluate(`document.querySelector('.strips').scrollLeft = 0`);
    const pan = (await strip(page, 0).locator('.pan').boundingBox())!;
    await swipe(page, [
      { x: pan.x + pan.width / 2, y: pan.y + 20 },
      { x: pan.x + pan.width / 2 - 30, y: pan.y + 22 },
    ]);
    t.ok(await until(async () => (await mixOf(box, device)).channels[0].pan < -0.3), 'pan to the left');
    t.same(faults, []);
    await context.close();
  },
);

t.test(
  'a session’s link says which it is and names nobody, joins, and its messages reach participants who look at the faders',
  async (t) => {
    const leader = await newDevice(box, 'Ona');
    const { id } = await command(box, leader, 'session', { action: 'create', name: 'Saturday' });
    await command(box, leader, `session/${id}`, { action: 'join' });
    const { page, context, faults } = await visit(browser, box, { query: `session=${id}` });
    await page.waitForSelector('.welcome .card:has-text("Saturday")');
    t.notMatch((await page.textContent('.welcome')) ?? '', /Ona/, 'who is in it is for those who have joined the box');
    await page.fill('.welcome input', 'Guest');
    await page.click('.welcome button[type=submit]');
    await page.click('.welcome .button--plain');
    t.ok(await told(page, 'You are in session'));
    t.ok(
      await until(async () => {
        const answer = (await box.json(`/api/sessions/${id}/participants`, { token: leader.token })) as {
          participants: { name: string }[];
        };
        return answer.participants.some(({ name }) => name === 'Guest');
      }),
    );
    await command(box, leader, `session/${id}`, { action: 'cue', text: 'Last chorus' });
    t.ok(await told(page, 'Last chorus'));
    t.same(faults, []);
    await context.close();
  },
);

t.test('the inputs that carry what I play lead the list of which one is me', async (t) => {
  const engineer = await newEngineer(box, PIN);
  await command(box, engineer, 'channel/4', { set: { name: 'Lead vocal' } });
  const { page, context, faults } = await visit(browser, box);
  await page.fill('.welcome input', 'Eva');
  await page.click('.welcome button[type=submit]');
  await page.click('.role:has-text("Vocals")');
  const rows = await page.locator('.picker__item').allTextContents();
  t.match(rows[0], /^Lead vocal/);
  t.equal(rows.length, CHANNELS);
  t.same(faults, []);
  await context.close();
});
