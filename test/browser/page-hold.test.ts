/** Keys that act while they are held, a code that grows at a tap, and a browser that asks before the sound ends. */
import { until } from '../harness/until.js';
import { command, mixOf } from './harness/devices.js';
import { holdKey, middleOf, swipe } from './harness/gestures.js';
import { listen } from './harness/hearing.js';
import { stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:4');
const DB = (linear: number) => 20 * Math.log10(linear);

await pageTest('a tap on “Mute all” only says to hold it; holding it mutes', async ({ t, musician, engineer }) => {
  const { screen: ana } = await musician('Ana');
  const { screen, page, device } = await engineer();
  await screen.button('panicMute').click();
  await screen.message(screen.words('panicHold')).waitFor();
  t.equal(await screen.button('panicMute').count(), 1, 'nobody is muted');
  // Somebody touched the wrong key, and slides off it before it acts.
  const at = await middleOf(screen.button('panicMute'));
  const off = { x: at.x, y: at.y + 200 };
  await swipe(page, [at, off, ...new Array(8).fill(off)]);
  t.equal(await screen.button('panicMute').count(), 1, 'a finger that slides off mutes nobody');
  await holdKey(screen.button('panicMute'));
  await ana.alert(device.name).waitFor();
  await screen.button('panicEndMute').click();
  await screen.button('panicMute').focus();
  await page.keyboard.press('Space');
  await screen.message(screen.words('panicHold')).waitFor();
  t.equal(await screen.button('panicMute').count(), 1, 'a short press of the space bar mutes nobody');
  await page.keyboard.press('Enter', { delay: 800 });
  await ana.alert(device.name).waitFor();
  await command(box, device, 'panic', { level: 'off' });
});

await pageTest('a large button steps on while it is held, six times at most', async ({ musician }) => {
  const { screen, device } = await musician('Leo');
  await screen.button('mode_groups').click();
  await screen.button('mode_big').click();
  const gain = async () => DB((await mixOf(box, device)).channels[0].gain);
  const name = '250 Hz';
  const before = await gain();
  await screen.button('louder', { name }).click();
  await until('one step', async () => Math.abs((await gain()) - before - 1) < 0.1);
  await screen.button('softer', { name }).click({ delay: 3000 });
  await until('six steps down', async () => Math.abs((await gain()) - before + 5) < 0.1);
  await screen.button('soloOf', { name }).click();
  await until('solo', async () => (await mixOf(box, device)).channels[0].solo);
});

await pageTest('the code of a session grows at a tap, and back', async ({ t, musician }) => {
  const { screen } = await musician('Mia');
  await screen.openSheet('bandTitle');
  await screen.button('newSession').click();
  const code = screen.sheet.getByRole('button', { name: /QR/ });
  const width = async () => (await code.boundingBox())!.width;
  await code.waitFor();
  const small = await width();
  await code.click();
  await until('larger', async () => (await width()) > 1.5 * small);
  t.equal(await code.getAttribute('aria-pressed'), 'true');
  await code.click();
  await until('as before', async () => (await width()) === small);
});

await pageTest('the browser asks before a reload ends the sound, and only then', async ({ t, musician }) => {
  const { page, screen } = await musician('Eve');
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.reload();
  await screen.mixer();
  t.same(asked, []);
  await listen(screen);
  await page.reload();
  await screen.mixer();
  t.same(asked, ['beforeunload']);
});
