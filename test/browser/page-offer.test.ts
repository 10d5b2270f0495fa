/** The engineer's offer: prepared beside somebody's mix, compared by the musician, taken or refused, undone. */
import { until } from '../harness/until.js';
import { command, mixOf, newEngineer } from './harness/devices.js';
import { hears, listen } from './harness/hearing.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';
import { PHONE } from './harness/visit.js';

const { box, pageTest } = await stage('--source=tones:4');
const desk = await newEngineer(box, PIN, 'Marta');

await pageTest('an offer changes nothing until it is taken, and undo takes it back', async (test) => {
  const { t, engineer, musician } = test;
  const { screen: ana, page: anaPage, device } = await musician('Ana');
  const before = await mixOf(box, device);
  const { page, screen } = await engineer('Marta', { device: desk, hash: `#/mix/${device.uuid}`, viewport: PHONE });
  await screen.mixer();
  await screen.button('menu').click();
  await screen.button('prepareOffer', {}, screen.sheet).click();
  const bar = page.getByRole('status').filter({ hasText: 'Offer for Ana' });
  await bar.waitFor();
  t.equal(await screen.button('sendOffer').count(), 0, 'nothing to send yet');
  await screen.fader(2).press('ArrowDown');
  await bar.getByText('Values changed: 1').waitFor();
  t.same(await objections(page), []);
  await screen.button('sendOffer').click();
  await screen.message('Offered to Ana').waitFor();
  t.same(await mixOf(box, device), before, 'Ana’s mix is as it was');

  await ana.button('hearOffer').click();
  await ana
    .sheetOf('A mix from Marta')
    .getByText(/^750 Hz −/)
    .waitFor();
  t.same(await objections(anaPage), []);
  await ana.sheet.getByRole('radio', { name: 'The offer' }).click();
  await ana.sheet.getByRole('radio', { name: 'The offer', checked: true }).waitFor();
  await page.goto(page.url().replace(/#.*/, '#/desk/people'));
  const row = page.getByRole('region', { name: 'Requests' }).getByRole('listitem');
  await row.filter({ hasText: 'hears your offer now' }).waitFor();
  await ana.button('takeOffer', {}, ana.sheet).click();
  await row.filter({ hasText: 'took your offer' }).waitFor();
  t.not((await mixOf(box, device)).channels[2].gain, before.channels[2].gain);
  await ana.message('It is your mix now').getByRole('button', { name: 'Undo' }).click();
  await until('undone', async () => (await mixOf(box, device)).channels[2].gain === before.channels[2].gain);
  await row.getByRole('button', { name: 'Ana: close the offer' }).click();
  await row.waitFor({ state: 'detached' });
});

await pageTest('closing the comparison brings the own mix back; a refusal is seen at the desk', async (test) => {
  const { t, engineer, musician } = test;
  const { screen: bea, device } = await musician('Bea', { locale: 'es' });
  const set = [{ p: 'gain', ch: 1, v: 1 }];
  await command(box, desk, `offer/${device.uuid}`, { action: 'make', set });
  const { page } = await engineer('Marta', { device: desk });
  const row = page.getByRole('region', { name: 'Requests' }).getByRole('listitem').filter({ hasText: 'Bea' });
  await bea.page.getByText('Marta te propone una mezcla').waitFor();
  await bea.page.getByRole('button', { name: 'Comparar' }).click();
  await bea.page.getByRole('radio', { name: 'La propuesta' }).click();
  await row.getByText('hears your offer now').waitFor();
  await bea.page.keyboard.press('Escape');
  await row.getByText('has your offer').waitFor();
  await bea.page.getByRole('button', { name: 'Comparar' }).click();
  await bea.page.getByRole('button', { name: 'No, gracias' }).click();
  await row.getByText('said no to your offer').waitFor();
  t.equal(await bea.page.getByRole('button', { name: 'Comparar' }).count(), 0);
});

await pageTest('the engineer hears the offer while it is prepared; the musician’s ears stay', async (test) => {
  const { t, engineer, musician } = test;
  const quiet = (p: string) => [0, 1, 2, 3].map((ch) => ({ p, ch, v: true }));
  const { screen: cleo, page: cleoPage, device } = await musician('Cleo');
  // The engineer's own mix is silent, and Cleo's has two inputs.
  await command(box, desk, `mix/${desk.uuid}`, { set: quiet('mute') });
  await command(box, device, `mix/${device.uuid}`, {
    set: [...quiet('on'), { p: 'mute', ch: 2, v: true }, { p: 'mute', ch: 3, v: true }],
  });
  await listen(cleo);
  t.same(await hears(cleoPage, 4, [0, 1]), [0, 1]);
  const { page, screen } = await engineer('Marta', { device: desk, hash: `#/mix/${device.uuid}`, locale: 'es' });
  await screen.button('menu').click();
  await screen.button('prepareOffer', {}, screen.sheet).click();
  await screen.button('hearDraft').click();
  t.same(await hears(page, 4, [0, 1]), [0, 1], 'Cleo’s mix as it is');
  await screen.mute(1).click();
  t.same(await hears(page, 4, [0]), [0], 'the sound follows the faders of the offer');
  t.same(await hears(cleoPage, 4, [0, 1]), [0, 1], 'Cleo hears the mix as it is');
  t.same(await objections(page), []);
  await screen.button('hearDraftOff').click();
  await screen.button('dropOffer').click();
  await screen.button('hearDraft').waitFor({ state: 'detached' });
  t.equal((await mixOf(box, device)).channels[1]!.mute, false);
});
