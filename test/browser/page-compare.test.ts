/** Hold to hear the mix of before: by a finger, the mouse and the keyboard. What is heard is looked at. */
import { until } from '../harness/until.js';
import { command, mixOf, newDevice } from './harness/devices.js';
import { hold, middleOf } from './harness/gestures.js';
import { hears, listen } from './harness/hearing.js';
import { objections } from './harness/objections.js';
import { stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:4');
const ALL = [0, 1, 2, 3];
const viewport = { width: 360, height: 740 };
const only = (ch: number) => ({ set: ALL.map((each) => ({ p: 'mute' as const, ch: each, v: each !== ch })) });

await pageTest('finger, mouse and space bar hold the mix of before; letting go returns', async ({ t, musician }) => {
  const device = await newDevice(box, 'Ana');
  const { page, screen } = await musician('Ana', { device, viewport });
  await listen(screen);
  t.ok(await screen.button('hearBefore').isDisabled(), 'nothing has changed yet');
  await command(box, device, `mix/${device.uuid}`, only(2));
  t.same(await hears(page, 4, [2]), [2]);
  const kept = await mixOf(box, device);
  const key = screen.button('hearBefore');
  await until('it can be held', () => key.isEnabled());
  t.same(await objections(page), []);

  const letGo = await hold(page, await middleOf(key));
  t.same(await hears(page, 4, ALL), ALL, 'under a finger');
  t.equal(await key.getAttribute('aria-pressed'), 'true');
  await letGo();
  t.same(await hears(page, 4, [2]), [2]);

  await key.hover();
  await page.mouse.down();
  t.same(await hears(page, 4, ALL), ALL, 'under the mouse');
  await page.mouse.move(5, 5);
  await page.mouse.up();
  t.same(await hears(page, 4, [2]), [2], 'let go anywhere');

  await key.focus();
  await page.keyboard.down(' ');
  t.same(await hears(page, 4, ALL), ALL, 'with the space bar');
  await page.keyboard.up(' ');
  t.same(await hears(page, 4, [2]), [2]);
  t.same(await mixOf(box, device), kept, 'and nothing has changed');
});

await pageTest('the sheet compares with a preset and with the opened mix, and leads back to it', async (test) => {
  const { t, musician } = test;
  const device = await newDevice(box, 'Bea');
  await command(box, device, `mix/${device.uuid}`, only(1));
  await command(box, device, `preset/${device.uuid}`, { action: 'save', name: 'Ballads' });
  const { page, screen } = await musician('Bea', { device, viewport });
  await listen(screen);
  await command(box, device, `mix/${device.uuid}`, only(3));
  t.same(await hears(page, 4, [3]), [3]);
  await screen.openSheet('compareTitle');
  t.same(await objections(page), []);
  const letGo = await hold(page, await middleOf(screen.button('hearPreset', { name: 'Ballads' }, screen.sheet)));
  t.same(await hears(page, 4, [1]), [1]);
  await letGo();
  t.same(await hears(page, 4, [3]), [3]);
  const back = `${screen.words('takeThis')}: ${screen.words('hearOpened')}`;
  await screen.sheet.getByRole('button', { name: back }).click();
  t.same(await hears(page, 4, [1]), [1]);
  await screen.closeSheet();
  await screen.undoOnce();
  t.same(await hears(page, 4, [3]), [3], 'one step of undo');
});
