/** The check before the show: every phone rings, the desk lists who hears it; in the page's own sound. */
import { until } from '../harness/until.js';
import { command, newDevice, newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:2');
const desk = await newEngineer(box, PIN, 'Marta');

await pageTest(
  'one button rings every phone; the desk lists who hears it, who does not, who is absent',
  async (test) => {
    const { t, engineer, musician } = test;
    await newDevice(box, 'Zoe');
    const { screen: ana, page: anaPage } = await musician('Ana');
    const { screen: bea } = await musician('Bea');
    await ana.listen.click();
    const { page, screen } = await engineer('Marta', { device: desk });
    await screen.button('ringAll').click();
    await page.getByRole('button', { name: 'Ring every phone: sure?' }).click();
    const ringing = ana.sheetOf('Marta is checking the phones');
    await ringing.waitFor();
    t.same(await objections(anaPage), []);
    const card = page.getByRole('region', { name: 'Phone check' });
    const row = (name: string) => card.getByRole('listitem').filter({ hasText: name });
    await row('Ana').getByText('rings, no answer yet').waitFor();
    await ana.sheet.getByText('It comes from the phone alone').waitFor({ state: 'detached' });
    const heard = row('Ana').getByText('hears it with the mix');
    const said = async () => (await ana.sheet.getByRole('status').allTextContents()).filter(Boolean);
    // A page that lost the box for a moment says so, and the person taps again. A tap lost without a word fails.
    while (!(await heard.isVisible())) {
      await ana.button('ringHeard', {}, ana.sheet).click();
      await until('Ana hears it, or reads why not', async () => (await heard.isVisible()) || (await said()).length > 0);
      if (await heard.isVisible()) break;
      t.comment(`the phone says: ${(await said()).join(' · ')}`);
      await until('the message is gone', async () => (await said()).length === 0);
    }
    await ringing.waitFor({ state: 'detached' });
    await bea.sheet.getByText('It comes from the phone alone').waitFor();
    await bea.button('ringHeard', {}, bea.sheet).click();
    await row('Bea').getByText('not listening to the mix').waitFor();
    await row('Zoe').getByText('not connected').waitFor();
    await card.getByText('2 of 3 hear it').waitFor();
    t.same(await objections(page), []);
    await page.reload();
    await row('Zoe').waitFor();
    await screen.button('checkClose').click();
    await card.waitFor({ state: 'detached' });
  },
);

await pageTest('who closes the question rings no more, and is not counted; Spanish', async (test) => {
  const { engineer, musician } = test;
  const { screen: leo, page: leoPage } = await musician('Leo', { locale: 'es' });
  const { page, screen } = await engineer('Marta', { device: desk });
  await screen.button('ringAll').click();
  await page.getByRole('button', { name: 'Ring every phone: sure?' }).click();
  await leo.sheetOf('Marta está probando los móviles').waitFor();
  await leoPage.keyboard.press('Escape');
  await leo.sheetOf('Marta está probando los móviles').waitFor({ state: 'detached' });
  const card = page.getByRole('region', { name: 'Phone check' });
  await card.getByRole('listitem').filter({ hasText: 'Leo' }).getByText('rings, no answer yet').waitFor();
});

/** Notes the state of the context of every note that is made. */
const NOTES = `globalThis.__notes = []; { const Real = OscillatorNode;
  globalThis.OscillatorNode = class extends Real { constructor(context, options) { super(context, options); __notes.push(context.state); } }; }`;

await pageTest('a phone that may not sound yet piles up no notes; from the first touch on it rings', async (test) => {
  const { t, musician } = test;
  const { screen: eva, page: evaPage } = await musician('Eva', { script: NOTES });
  await command(box, desk, 'check', { action: 'start' });
  await eva.sheetOf('Marta is checking the phones').waitFor();
  const notes = () => evaPage.evaluate<string[]>('__notes');
  // Two further ringings.
  await evaPage.waitForTimeout(4500);
  t.same(
    [...new Set(await notes())].filter((state) => state !== 'running'),
    [],
  );
  await eva.sheet.getByRole('heading', { name: 'Do you hear the ringing?' }).click();
  await until('it rings', async () => (await notes()).length > 0);
  t.same([...new Set(await notes())], ['running']);
});
