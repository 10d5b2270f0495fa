/** The setlist on the desk: a removed song comes back; a pedal and MIDI are named in the settings. */
import { command, newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:2');
const desk = await newEngineer(box, PIN, 'Marta');

await pageTest('a removed song comes back by one touch', async ({ t, engineer }) => {
  await command(box, desk, 'setlist', { action: 'set', songs: [{ name: 'First' }, { name: 'Second' }] });
  const { page, screen } = await engineer('Marta', { device: desk, hash: '#/desk/songs' });
  const song = page.getByRole('button', { name: /^\d Second/ });
  await song.waitFor();
  await page.getByRole('button', { name: 'Second: remove' }).click();
  await page.getByRole('button', { name: 'Delete: sure?' }).click();
  await song.waitFor({ state: 'detached' });
  await screen.button('undoSongs').click();
  await song.waitFor();
  t.same(await objections(page), []);
});

await pageTest('pedal and MIDI are off until somebody names them; a bad device is refused', async ({ t, engineer }) => {
  const { page } = await engineer('Marta', { device: desk, hash: '#/desk/box', locale: 'es' });
  const pedal = page.getByRole('textbox', { name: 'Pedal' });
  t.equal(await pedal.inputValue(), 'off');
  t.equal(await page.getByRole('textbox', { name: 'MIDI' }).inputValue(), 'off');
  await pedal.fill('/etc/passwd');
  await pedal.press('Enter');
  await page.getByRole('main').getByRole('alert').getByText('off, auto o una ruta de /dev').waitFor();
  await pedal.fill('auto');
  await pedal.press('Enter');
  await page.getByRole('main').getByRole('alert').waitFor({ state: 'detached' });
  t.same(await objections(page), []);
});
