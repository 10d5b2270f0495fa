/** What a musician's mixer shows and does: me against the band, silence, the scale, songs, density, keys, groups. */
import { until } from '../harness/until.js';
import { command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { middleOf, swipe } from './harness/gestures.js';
import { coveredByMessages, handleOf, levelTop, scrolled, wholeStrips } from './harness/measures.js';
import { PIN, stage } from './harness/page-test.js';
import type { Screen } from './harness/screen.js';

const { box, pageTest } = await stage('--source=tones:16');

const figure = (screen: Screen) => screen.page.getByRole('group', { name: 'More me' });

await pageTest('more me says its figures, comes back exactly, and at one tap', async ({ t, musician }) => {
  const device = await newDevice(box, 'Zoe');
  await command(box, device, `device/${device.uuid}`, { action: 'own', channels: [1] });
  await command(box, device, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 1, v: 1.58 }] });
  const { page, screen } = await musician('Zoe', { device });
  const before = (await mixOf(box, device)).channels.map(({ gain }) => gain);
  for (let i = 0; i < 4; i++) await screen.button('moreMe').click();
  await figure(screen).getByText('+2', { exact: true }).waitFor();
  await figure(screen).getByText('band −2', { exact: true }).waitFor();
  await until('the band is softer', async () => (await screen.shownDb(0)) === -8);
  await page.reload();
  await screen.mixer();
  await figure(screen).getByText('band −2', { exact: true }).waitFor();
  for (let i = 0; i < 4; i++) await screen.button('lessMe').click();
  const gains = async () => (await mixOf(box, device)).channels.map(({ gain }) => gain);
  await until('everything is where it was', async () => JSON.stringify(await gains()) === JSON.stringify(before));
  for (let i = 0; i < 3; i++) await screen.button('moreMe').click();
  await page.getByRole('button', { name: /Back to the start$/ }).click();
  await until('by one tap', async () => JSON.stringify(await gains()) === JSON.stringify(before));
  t.same(await gains(), before);
});

await pageTest('a strip that is not heard says why, and its meter rests', async ({ t, musician }) => {
  const { screen } = await musician('Pau');
  const said = (channel: number, text: string) => screen.strip(channel).getByText(text, { exact: true }).waitFor();
  await screen.on(1).click();
  await said(1, 'off');
  await screen.mute(2).click();
  await said(2, 'muted');
  await screen.solo(0).click();
  await said(3, 'not solo');
  await said(2, 'muted');
  t.equal(await screen.strip(0).getByText('not solo').count(), 0);
  await screen.solo(0).click();
  await screen.strip(3).getByText('not solo').waitFor({ state: 'detached' });
});

await pageTest('the scale has signs, and meter and fader stand on it', async ({ t, musician }) => {
  const device = await newDevice(box, 'Mo');
  await command(box, device, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 0, v: 1 }] });
  const { screen } = await musician('Mo', { device });
  const mark = (text: string) => screen.strip(0).getByText(text, { exact: true });
  for (const text of ['+12', '0', '−12', '−∞']) await mark(text).waitFor();
  const atZero = await middleOf(mark('0'));
  t.ok(Math.abs((await handleOf(screen.fader(0))).y - atZero.y) <= 2, 'a fader at 0 dB stands at 0');
  // A tone of −12 dBFS through a fader at 0 dB.
  const minus12 = await middleOf(mark('−12'));
  await until('the tone stands at −12', async () => {
    const top = await levelTop(screen.strip(0));
    return Math.abs(top - minus12.y) <= 4;
  });
});

await pageTest('messages lie over nothing that can be touched', async ({ t, musician }) => {
  const { page, screen, device } = await musician('Leo');
  const desk = await newEngineer(box, PIN);
  await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 2, v: 0.25 }] });
  await screen.message('Desk').waitFor();
  t.same(await coveredByMessages(page), []);
});

await pageTest('one tap saves my mix for the present song; a second one makes no twin', async ({ t, musician }) => {
  const desk = await newEngineer(box, PIN);
  await command(box, desk, 'setlist', { action: 'set', songs: [{ name: 'Luz' }, { name: 'Mar' }] });
  await command(box, desk, 'setlist', { action: 'allow', anyone: true });
  await command(box, desk, 'setlist', { action: 'goto', index: 0 });
  const { page, screen, device } = await musician('Nil');
  const presets = async () =>
    ((await box.json(`/api/presets/${device.uuid}/export`, { token: device.token })) as { presets: unknown[] }).presets;
  await screen.mute(0).click();
  const save = screen.button('saveForSong', { name: 'Luz' });
  await save.click();
  await screen.message('Saved: Luz').waitFor();
  await screen.mute(1).click();
  await save.click();
  await until('it is the newest mix', async () => JSON.stringify(await presets()).split('"mute":true').length === 3);
  t.equal((await presets()).length, 1);
  await screen.button('nextSong', {}, screen.songs).click();
  await screen.songs.getByText('Mar', { exact: true }).waitFor();
  await page.waitForTimeout(1000);
  t.equal(await screen.messages.getByText(/:\s*$/).count(), 0, 'a song without a preset is no news');
  await command(box, desk, 'setlist', { action: 'set', songs: [] });
});

for (const [density, count] of [
  ['4', 4],
  ['6', 6],
  ['8', 8],
] as const)
  await pageTest(
    `${count} strips on a phone’s screen, none half cut; mine stays in sight while the others scroll`,
    async ({ t, musician }) => {
      const device = await newDevice(box, `D${density}`);
      await command(box, device, `device/${device.uuid}`, { action: 'own', channels: [9] });
      const { page, screen } = await musician(`D${density}`, { device, look: { density } });
      t.equal(await wholeStrips(page), count);
      const place = (await screen.fader(2).boundingBox())!;
      await swipe(page, [
        { x: place.x + 20, y: place.y + 30 },
        { x: place.x - 120, y: place.y + 30 },
      ]);
      await until('the strips scroll', async () => (await scrolled(screen.strip(0))) > 30);
      const mine = (await screen.strip(9).boundingBox())!;
      t.ok(mine.x >= -1 && mine.x < 2, `mine is at ${mine.x}`);
      for (const key of [screen.mute(9), screen.solo(9)]) {
        const { width, height } = (await key.boundingBox())!;
        t.ok(width >= 40 && height >= 44, `${width} × ${height} px`);
      }
    },
  );

await pageTest('one tap turns over a whole screen of strips, and back', async ({ t, musician }) => {
  const { screen } = await musician('Tur');
  const left = async () => (await screen.strip(4).boundingBox())!.x;
  await screen.button('stripsNext').click();
  await until('the fifth strip leads', async () => Math.abs(await left()) < 2);
  await screen.button('stripsBack').click();
  await until('the first strip leads', async () => Math.abs((await screen.strip(0).boundingBox())!.x) < 2);
  t.ok((await left()) > 300);
});

await pageTest('an input is found by its name', async ({ t, musician }) => {
  const { page, screen } = await musician('Fi');
  await screen.button('findInput').click();
  await screen.sheet.getByLabel(screen.words('inputName')).fill('3750');
  await page.keyboard.press('Enter');
  await screen.sheet.waitFor({ state: 'detached' });
  await until('its strip is on the screen', async () => {
    const place = (await screen.strip(14).boundingBox())!;
    return place.x >= 0 && place.x + place.width <= 361;
  });
  t.pass();
});

await pageTest('on a computer: wheel, space, M, S, Ctrl+Z, and few stops to Listen', async ({ t, musician }) => {
  const { page, screen } = await musician('Key', { viewport: { width: 1440, height: 900 } });
  const cap = await handleOf(screen.fader(0));
  await page.mouse.move(cap.x, cap.y);
  await page.mouse.wheel(0, -100);
  await until('one notch is 1 dB', async () => (await screen.shownDb(0)) === -5);
  const way = (await screen.fader(1).boundingBox())!;
  await page.mouse.move(cap.x + way.x - (await screen.fader(0).boundingBox())!.x, way.y + way.height - 5);
  await page.mouse.wheel(0, -100);
  await page.waitForTimeout(200);
  t.equal(await screen.shownDb(1), -6, 'beside the handle it moves nothing');
  await screen.fader(0).focus();
  await page.keyboard.press('m');
  await until('M mutes', async () => (await screen.mute(0).getAttribute('aria-pressed')) === 'true');
  await page.keyboard.press('s');
  await until('S is solo', async () => (await screen.solo(0).getAttribute('aria-pressed')) === 'true');
  await until('it can be undone', () => screen.undo.isEnabled());
  await page.keyboard.press('Control+z');
  await until('Ctrl+Z takes back', async () => (await screen.solo(0).getAttribute('aria-pressed')) === 'false');
  await screen.fader(0).blur();
  await page.keyboard.press('Space');
  await screen.stop.waitFor();
  await page.keyboard.press('Space');
  await screen.listen.waitFor();
  await page.reload();
  await screen.mixer();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  t.ok(await screen.listen.evaluate((button) => button === document.activeElement), 'two keys lead to Listen');
});

await pageTest('a group of mine leaves no other group of its name; deleting it asks', async ({ t, musician }) => {
  const device = await newDevice(box, 'Gus');
  const groups = [{ name: 'Others', color: '#e5534b', channels: [0, 1] }];
  await command(box, device, `device/${device.uuid}`, { action: 'groups', groups });
  const { page, screen } = await musician('Gus', { device, look: { mode: 'groups' } });
  await screen.strip('Others').waitFor();
  t.equal(await screen.strip('Others').count(), 1);
  await screen.strip('Others: others').waitFor();
  await screen
    .strip('Others')
    .getByRole('button', { name: /Change this group/ })
    .click();
  await screen.button('dissolveGroup', {}, screen.sheet).dblclick();
  await page.waitForTimeout(300);
  await screen.sheet.waitFor();
  await screen.button('sure', { what: screen.words('dissolveGroup') }, screen.sheet).click();
  await screen.strip('Others: others').waitFor({ state: 'detached' });
});
