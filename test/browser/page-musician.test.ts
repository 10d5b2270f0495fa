/**
 * A musician's evening on a phone, on an insecure origin: what the page shows, what the box saves, and what is heard.
 */
// Functions that run inside the page use its globals.
/// <reference lib="dom" />
import { until } from '../harness/until.js';
import { boxHasDb, command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { drag } from './harness/gestures.js';
import { hears, listen, said } from './harness/hearing.js';
import { PIN, stage } from './harness/page-test.js';
import { identityOf, TABLET } from './harness/visit.js';

const CHANNELS = 6;

const { box, pageTest } = await stage(`--source=tones:${CHANNELS}`);

await pageTest(
  'first visit in four taps: a name, what I play, which input is me; then my mix, with me on top and heard',
  async ({ t, open }) => {
    const { page, screen } = await open();
    t.notOk(await page.evaluate('isSecureContext'));
    await screen.nameField.waitFor();
    await until('the name can be typed at once', () => screen.nameField.evaluate((e) => e === document.activeElement));
    await page.keyboard.type('Ana');
    await screen.button('start').click();
    await screen.button('role_vocals').click();
    await screen.inputsToPick.filter({ hasText: '750 Hz' }).click();
    await screen.button('makeMyMix').click();
    await screen.mixer();
    await screen.stop.waitFor();
    const identity = await identityOf(page);
    t.match(identity.uuid, /^web-[0-9a-f]{32}$/);
    const gains = async () => (await mixOf(box, identity)).channels.map(({ gain }) => gain);
    await until('the box has the starting mix', async () => (await gains())[2] === 1);
    t.ok((await gains()).every((gain, ch) => ch === 2 || gain < 1));
    await until('I come first', async () => (await screen.stripNames())[0] === '750 Hz');
    t.same(await hears(page, CHANNELS, [0, 1, 2, 3, 4, 5]), [0, 1, 2, 3, 4, 5], 'the fourth tap was heard');

    await page.reload();
    await screen.mixer();
    t.same(await identityOf(page), identity, 'the same device');
    await until('the page has the same mix', async () => (await screen.shownDb(2)) === 0);
  },
);

await pageTest('on, mute and solo can be heard to work', async ({ t, musician }) => {
  const { page, screen } = await musician('Pau', { viewport: TABLET });
  await listen(screen);
  await screen.on(1).click();
  t.same(await hears(page, CHANNELS, [0, 2, 3, 4, 5]), [0, 2, 3, 4, 5], 'off');
  await screen.mute(3).click();
  t.same(await hears(page, CHANNELS, [0, 2, 4, 5]), [0, 2, 4, 5], 'muted');
  await screen.solo(4).click();
  t.same(await hears(page, CHANNELS, [4]), [4], 'solo');
  await screen.button('clearSolo').click();
  t.same(await hears(page, CHANNELS, [0, 2, 4, 5]), [0, 2, 4, 5], 'the solo is cleared from the banner');
});

await pageTest(
  'two screens of one mix stay in step, and a held fader does not move by itself',
  async ({ t, musician }) => {
    const desk = await newEngineer(box, PIN);
    const { page, screen, device } = await musician('Mei');
    await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 2, v: 0.25 }] });
    await until('the engineer’s change is shown', async () => (await screen.shownDb(2)) === -12);
    await said(page, 'Desk');

    await drag(page, screen.fader(0), { y: -50 }, 0.5, false);
    const held = await screen.shownDb(0);
    await until('the box has what I hold', () => boxHasDb(box, device, 0, held));
    await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 0, v: 0.01 }] });
    await until('the box has the other change', async () => (await mixOf(box, device)).channels[0].gain === 0.01);
    t.equal(await screen.shownDb(0), held, 'not while I hold it');
    await page.mouse.up();
    await until('after I let go, the newest word holds', async () => (await screen.shownDb(0)) === -40);
  },
);

await pageTest('more me raises my channel alone; the pocket lock keeps fingers out', async ({ t, musician }) => {
  const device = await newDevice(box, 'Zoe');
  await command(box, device, `device/${device.uuid}`, { action: 'own', channels: [1] });
  const { page, screen } = await musician('Zoe', { device });
  await screen.button('moreMe').click();
  await until('I am louder', async () => (await screen.shownDb(1)) === -5);
  t.equal(await screen.shownDb(0), -6);
  await screen.button('pocketLock').click();
  const lock = screen.sheetOf('Locked');
  await lock.waitFor();
  await page.mouse.click(100, 500);
  t.equal(await screen.shownDb(1), -5);
  await drag(page, screen.button('unlock', {}, lock), { x: 300 });
  await lock.waitFor({ state: 'detached' });
});

await pageTest(
  'a session’s link says which it is and names nobody, joins, and its messages reach participants who look at the faders',
  async ({ t, open }) => {
    const leader = await newDevice(box, 'Ona');
    const { id } = await command(box, leader, 'session', { action: 'create', name: 'Saturday' });
    await command(box, leader, `session/${id}`, { action: 'join' });
    const { page, screen } = await open({ query: `session=${id}` });
    await page.getByRole('status').filter({ hasText: 'Saturday' }).waitFor();
    t.notMatch(await page.getByRole('main').textContent(), /Ona/, 'who is in it is for those who have joined the box');
    await screen.enterName('Guest');
    await screen.button('skip').click();
    await said(page, 'You are in session');
    await until('the guest is in the session', async () => {
      const answer = (await box.json(`/api/sessions/${id}/participants`, { token: leader.token })) as {
        participants: { name: string }[];
      };
      return answer.participants.some(({ name }) => name === 'Guest');
    });
    await command(box, leader, `session/${id}`, { action: 'cue', text: 'Last chorus' });
    await said(page, 'Last chorus');
  },
);

await pageTest('the inputs that carry what I play lead the list of which one is me', async ({ t, open }) => {
  await command(box, await newEngineer(box, PIN), 'channel/4', { set: { name: 'Lead vocal' } });
  const { screen } = await open();
  await screen.enterName('Eva');
  await screen.button('role_vocals').click();
  await screen.heading('whichIsMe').waitFor();
  const rows = await screen.inputsToPick.allTextContents();
  t.match(rows[0], /^Lead vocal/);
  t.equal(rows.length, CHANNELS);
});
