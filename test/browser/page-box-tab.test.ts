/** The box's tab for people: words first, three figures, the rest folded away; refusals in the page's language. */
import { command, newDevice, newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';
import { DESKTOP, PHONE } from './harness/visit.js';

const { box, pageTest } = await stage('--source=tones:2');
const desk = await newEngineer(box, PIN, 'Marta');

await pageTest('the status is a sentence and three figures; what needs a look is named', async ({ t, engineer }) => {
  for (const viewport of [PHONE, DESKTOP]) {
    const { page, context } = await engineer('Marta', { device: desk, hash: '#/desk/box', viewport });
    const card = page.getByRole('region', { name: 'Status' });
    await card.getByText('Listening', { exact: true }).waitFor();
    await card.getByText('2 test tones').waitFor();
    t.notOk(await card.getByText('Control delay').isVisible(), 'figures for programmers are folded away');
    await card.getByText('Details', { exact: true }).click();
    await card.getByText('Control delay').waitFor();
    t.same(await objections(page), []);
    await page.route('**/api/health', (route) =>
      route.fulfill({ json: { listeners: [], temperatureC: 84, uptimeMs: 60_000 } }),
    );
    const worry = card.getByRole('listitem').filter({ hasText: 'Temperature: 84' });
    await worry.getByText('critical').waitFor();
    t.equal(await card.getByText('All is well').count(), 0);
    await context.close();
  }
});

await pageTest('a refused setting says so in Spanish, with every digit of its bounds', async ({ t, engineer }) => {
  const { page } = await engineer('Marta', { device: desk, hash: '#/desk/box', locale: 'es-ES' });
  const ceiling = page.getByRole('textbox', { name: 'Limitador' });
  await ceiling.fill('7');
  await ceiling.press('Enter');
  const problem = page.getByRole('main').getByRole('alert');
  await problem.filter({ hasText: 'Ese valor no vale. De -20 a -0,1' }).waitFor();
  t.notMatch(await problem.textContent(), /takes|limiter/, 'no English, no raw name');
});

await pageTest('the starting mix says whose it is, and goes back to the box’s own', async ({ t, engineer }) => {
  const ona = await newDevice(box, 'Ona');
  const { page } = await engineer('Marta', { device: desk, hash: '#/desk/box' });
  await page.getByText('Starting mix: the box’s own').waitFor();
  t.equal(await page.getByRole('button', { name: 'Reset starting mix' }).count(), 0, 'nothing to reset');
  await command(box, desk, 'house', { from: ona.uuid });
  await page.getByText(/^Starting mix: as Ona had it/).waitFor();
  await page.getByRole('button', { name: 'Reset starting mix' }).click();
  await page.getByRole('button', { name: /sure\?$/ }).click();
  await page.getByText('Starting mix: the box’s own').waitFor();
});
