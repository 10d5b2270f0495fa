/** The engineer's evening: the PIN, everybody's mixes, requests, panic; with sound where it matters. */
import { NativeListener } from '../harness/native-listener.js';
import { until } from '../harness/until.js';
import { command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { holdKey } from './harness/gestures.js';
import { hears, hearsDb, listen, said } from './harness/hearing.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';
import { TABLET } from './harness/visit.js';

const CHANNELS = 4;

const { box, pageTest } = await stage(`--source=tones:${CHANNELS}`);

await pageTest('a wrong PIN gives an error; the right one opens the desk', async ({ t, musician }) => {
  const { page, screen, device } = await musician('Marta', { viewport: TABLET });
  await screen.openSheet('engineerTitle');
  const pin = screen.sheet.getByLabel('PIN');
  const enter = screen.sheet.getByRole('button', { name: /^(Open the desk|Wait \d+ seconds?)$/ });
  const problem = screen.sheet.getByRole('alert');
  await pin.fill('000000');
  await enter.click();
  await problem.filter({ hasText: 'wrong PIN' }).waitFor();

  // Until the box wants a wait that a busy machine can still see: the first one is only two seconds.
  const guess = async () => {
    const wrong = { method: 'POST', body: JSON.stringify({ pin: '000000' }), token: device.token };
    const answer = (await (await box.fetch('/api/engineer', wrong)).json()) as { error: { retryAfterMs?: number } };
    return answer.error.retryAfterMs ?? 0;
  };
  await pin.fill(PIN);
  for (let wait = 0; wait < 3000; wait = await guess()) await page.waitForTimeout(wait);
  await enter.click();
  await problem.filter({ hasText: 'too many wrong PINs' }).waitFor();
  t.match(await enter.textContent(), /^Wait \d+ seconds?$/, 'how long');
  await pin.fill(PIN);
  await problem.waitFor({ state: 'detached' });
  await enter.click();
  await screen.person('Marta').waitFor();
});

await pageTest('an app without a token is marked as mixing by itself; a page is not', async ({ t, engineer }) => {
  await newDevice(box, 'Berta');
  const app = await NativeListener.connect(box, { uuid: 'field-phone', channels: [0], format: 'int16' });
  const { page, screen } = await engineer();
  const person = screen.person('Android fiel');
  await person.getByText('not verified').waitFor();
  await person.getByText('Mixes in its own app').waitFor();
  await person.getByRole('button', { name: /: more$/ }).click();
  await screen.sheet.getByText('has no token').waitFor();
  await page.keyboard.press('Escape');
  app.socket.destroy();
  await screen.unfoldAbsent();
  await person.getByText(/^Last seen/).waitFor();
  t.equal(await screen.person('Berta').getByText('not verified').count(), 0);
});

await pageTest(
  'the engineer changes a musician’s mix: seen and heard there; cue, panic and back',
  async ({ t, musician, engineer }) => {
    const { page, screen, device: ana } = await musician('Ana');
    await listen(screen);
    const { page: deskPage, screen: desk } = await engineer();
    const person = desk.person('Ana');
    await person.getByText(/^(Good|Fair|Poor)$/).waitFor();

    await person.getByRole('button', { name: 'Mix Ana' }).click();
    await desk.mute(1).click();
    t.same(await hears(page, CHANNELS, [0, 2, 3]), [0, 2, 3], 'Ana no longer hears channel 1');
    await until('Ana sees it', async () => (await screen.mute(1).getAttribute('aria-pressed')) === 'true');
    await desk.button('cueThis').click();
    t.same(await hears(deskPage, CHANNELS, [0, 2, 3]), [0, 2, 3], 'the engineer hears Ana’s mix');

    await desk.button('toDesk').click();
    await holdKey(desk.button('panicMute'));
    t.same(await hears(page, CHANNELS, []), [], 'panic: silence');
    await desk.button('panicEndMute').click();
    t.same(await hears(page, CHANNELS, [0, 2, 3]), [0, 2, 3], 'and back as it was');
    t.equal((await mixOf(box, ana)).master, 1);
  },
);

await pageTest(
  'in somebody’s mix: the address says whose, Back and reload keep to it, panic is there, and the role lost leads home',
  async ({ t, engineer }) => {
    const ona = await newDevice(box, 'Ona');
    const boss = await newEngineer(box, PIN, 'Boss');
    const { page, screen, device: helper } = await engineer('Helper');
    const title = (name: string) => screen.bar.getByRole('heading', { name, exact: true });
    await screen.unfoldAbsent();
    const person = screen.person('Ona');
    await person.getByRole('button', { name: 'Mix Ona' }).click();
    await screen.mixer();
    await title('Ona').waitFor();
    await screen.bar.getByText('not connected').waitFor();
    await page.reload();
    await screen.mixer();
    await title('Ona').waitFor();
    t.same(await objections(page), [], 'somebody’s mix');

    await holdKey(screen.button('panicMute', {}, screen.bar));
    await screen.button('panicEndMute', {}, screen.bar).click();
    await screen.button('panicMute', {}, screen.bar).waitFor();

    await page.goBack();
    // The page was loaded anew in between.
    await screen.unfoldAbsent();
    await person.waitFor();
    await page.goForward();
    await screen.mixer();
    await title('Ona').waitFor();

    await screen.more(0).click();
    await screen.sheet.waitFor();
    await command(box, boss, `device/${helper.uuid}`, { action: 'role', role: 'musician' });
    await title('Helper').waitFor();
    await said(page, 'engineer rights were removed');
    await screen.sheet.waitFor({ state: 'detached' });
    await page.evaluate(`location.hash = '#/mix/${ona.uuid}'`);
    await until('nor does the address open it', async () => (await page.evaluate('location.hash')) === '#/');
    t.ok(await title('Helper').isVisible());
    await command(box, boss, `device/${helper.uuid}`, { action: 'role', role: 'engineer' });
    await said(page, 'You have engineer rights now');
    await screen.button('toDesk', {}, screen.messages).click();
    await person.waitFor();
  },
);

await pageTest(
  'a request is accepted by one tap on the desk, and the musician hears it',
  async ({ t, musician, engineer }) => {
    const { page, screen, device: luis } = await musician('Luis');
    await listen(screen);
    const { screen: desk, device: owner } = await engineer();
    await command(box, owner, `device/${luis.uuid}`, { action: 'lock', lock: 'engineer' });
    await screen.more(2).click();
    await screen.button('askMore').click();
    await desk.button('accept', {}, desk.request('Luis')).click();
    await until('the musician’s fader moved', async () => (await screen.shownDb(2)) === -3);
    // A tone of −12 dBFS at −3 dB, in the centre.
    const expected = -12 - 3 + 20 * Math.log10(Math.SQRT1_2);
    const heard = await hearsDb(page, 2, expected);
    t.ok(Math.abs(heard - expected) < 0.5, `heard at its new level: ${heard} dBFS`);
    await desk.request('Luis').waitFor({ state: 'detached' });
    await said(page, 'Desk is on it: “More');
    await command(box, luis, `ask/${luis.uuid}`, { action: 'ask', text: 'Too loud' });
    await desk.button('declineOf', { name: 'Luis' }, desk.request('Luis')).click();
    await said(page, 'Desk can’t do this now: “Too loud');
  },
);
