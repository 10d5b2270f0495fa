/** Touches that were not meant: taps beside a control, double taps, keys. None of them is heard. */
import { until } from '../harness/until.js';
import { command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { holdKey, middleOf, tap } from './harness/gestures.js';
import { listen } from './harness/hearing.js';
import { handleOf } from './harness/measures.js';
import { PIN, stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:6');

await pageTest('two taps on a fader’s way move nothing, wherever the handle is', async ({ t, musician }) => {
  const device = await newDevice(box, 'Ana');
  await command(box, device, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 0, v: 0 }] });
  const { page, screen } = await musician('Ana', { device });
  const way = (await screen.fader(0).boundingBox())!;
  const cap = await handleOf(screen.fader(0));
  for (const share of [0.15, 0.4, 0.6]) {
    const at = { x: cap.x, y: way.y + way.height * share };
    for (let i = 0; i < 3; i++) await tap(page, at);
  }
  await page.waitForTimeout(300);
  t.equal(await screen.shownDb(0), -60, 'still silent');
  t.equal((await mixOf(box, device)).channels[0]!.gain, 0);
  await until('two taps on the handle are 0 dB', async () => {
    await tap(page, await handleOf(screen.fader(0)));
    await tap(page, await handleOf(screen.fader(0)));
    return (await screen.shownDb(0)) === 0;
  });
});

await pageTest(
  'End, Home and 0 alone make no jump; the sheet’s 0 dB comes by 6 dB at a touch',
  async ({ t, musician }) => {
    const device = await newDevice(box, 'Bea');
    await command(box, device, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 0, v: 0.01 }] });
    const { page, screen } = await musician('Bea', { device });
    await screen.fader(0).focus();
    for (const key of ['End', 'Home']) {
      await page.keyboard.press(key);
      t.equal(await screen.shownDb(0), -40, key);
    }
    await page.keyboard.press('0');
    await until('6 dB', async () => (await screen.shownDb(0)) === -34);
    await screen.more(0).click();
    await screen.sheet.getByRole('button', { name: '→ 0 dB' }).click();
    await until('6 dB more', async () => (await mixOf(box, device)).channels[0]!.gain > 0.039);
    t.ok((await mixOf(box, device)).channels[0]!.gain < 0.041);
  },
);

await pageTest('a tap between the dial and Stop does not stop', async ({ t, musician }) => {
  const device = await newDevice(box, 'Mara');
  await command(box, device, `device/${device.uuid}`, { action: 'own', channels: [1] });
  const { page, screen } = await musician('Mara', { device });
  await listen(screen);
  const stop = (await screen.stop.boundingBox())!;
  const plus = (await screen.button('moreMe').boundingBox())!;
  t.ok(stop.x - (plus.x + plus.width) >= 12, 'they are apart');
  for (let x = plus.x + plus.width + 1; x < stop.x - 1; x += 3) await tap(page, { x, y: stop.y + stop.height / 2 });
  for (let x = stop.x + 5; x < stop.x + stop.width; x += 20) await tap(page, { x, y: stop.y - 2 });
  await page.waitForTimeout(300);
  t.equal(await screen.stop.count(), 1, 'it plays on');
  t.equal(await screen.shownDb(1), -6, 'and I am as loud as before');
  await tap(page, await middleOf(screen.stop));
  await screen.listen.waitFor();
});

await pageTest(
  'what silences somebody never lies where the own mix has something harmless: Listen and menu stay, panic is apart',
  async ({ t, musician, engineer }) => {
    const { device } = await musician('Dan');
    const boss = await newEngineer(box, PIN, 'Boss');
    await command(box, boss, `device/${boss.uuid}`, { action: 'own', channels: [1] });
    const viewport = { width: 360, height: 740 };
    const { screen: own } = await musician('Boss', { device: boss, viewport });
    const { page, screen } = await engineer('Boss', { device: await newEngineer(box, PIN, 'Other'), viewport });
    await page.evaluate(`location.hash = '#/mix/${device.uuid}'`);
    await screen.mixer();
    for (const [mine, theirs] of [
      [own.listen, screen.button('cueThis', {}, screen.dock)],
      [own.undo, screen.undo],
      [own.button('menu'), screen.button('menu')],
    ] as const)
      t.same(await middleOf(theirs), await middleOf(mine));
    const panic = await middleOf(screen.button('panicTitle', {}, screen.bar));
    for (const button of await own.page.getByRole('button').all()) {
      const place = await button.boundingBox();
      if (place === null) continue;
      const inside =
        panic.x > place.x && panic.x < place.x + place.width && panic.y > place.y && panic.y < place.y + place.height;
      t.notOk(inside, `${await button.getAttribute('aria-label')}`);
    }
    await screen.button('panicTitle', {}, screen.bar).click();
    await holdKey(screen.button('panicMute', {}, screen.sheet));
    await screen.alert('Other').waitFor();
    await command(box, boss, 'panic', { level: 'off' });
  },
);
