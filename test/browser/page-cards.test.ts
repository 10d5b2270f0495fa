/** Changing the sound card: it says what will move, and the way back brings the first card's mixes back. */
import { until } from '../harness/until.js';
import { command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:4');
const desk = await newEngineer(box, PIN, 'Marta');
const luis = await newDevice(box, 'Luis');
const level = async () => (await mixOf(box, luis)).channels[1].gain;
const setLevel = (v: number) => command(box, luis, `mix/${luis.uuid}`, { set: [{ p: 'gain', ch: 1, v }] });

await pageTest('another card asks and says that the mixes are kept; back, they are there again', async (test) => {
  const { t, engineer } = test;
  await setLevel(0.25);
  const { page, screen } = await engineer('Marta', { device: desk, hash: '#/desk/box' });
  const card = page.getByRole('combobox', { name: 'Sound card' });
  const first = await card.inputValue();
  await card.selectOption('demo');
  const question = page.getByRole('region', { name: 'Change to Demo band?' });
  await question.getByText('Mixes, names and stars stay with the input’s number.').waitFor();
  await question.getByText(/^The present mixes are kept for .*tones/i).waitFor();
  t.same(await objections(page), []);
  await screen.button('sourceChange', {}, question).click();
  await page
    .getByRole('definition')
    .filter({ hasText: /^Demo band/ })
    .waitFor();
  await setLevel(2);
  // The list says anew which cards have mixes.
  await page.reload();
  await card.selectOption(first);
  const back = page.getByRole('region', { name: /^Change to .*\?$/ });
  await back.getByText('Its own mixes, names and stars come back.').waitFor();
  await screen.button('sourceChange', {}, back).click();
  await until('the first card has its mix', async () => (await level()) === 0.25);
});
