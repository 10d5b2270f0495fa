/** Messages outside of sessions, on both sides: to one, some, all; alerts that stay; receipts and replies. */
import { newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';
import { DESKTOP } from './harness/visit.js';

const { box, pageTest } = await stage('--source=tones:2');
const desk = await newEngineer(box, PIN, 'Marta');

await pageTest('an alert to all stays until it is seen, and the desk reads who has seen it', async (test) => {
  const { t, engineer, musician } = test;
  const { screen: ana, page: anaPage } = await musician('Ana');
  const { screen: luis } = await musician('Luis');
  const { page, screen } = await engineer('Marta', { device: desk, hash: '#/desk/sessions', viewport: DESKTOP });
  const card = page.getByRole('region', { name: 'Messages' });
  await card.getByRole('button', { name: 'Luis', exact: true }).waitFor();
  await card.getByLabel('Message', { exact: true }).fill('Soundcheck in 5 minutes');
  await screen.button('sendCue', {}, card).click();
  for (const one of [ana, luis]) await one.alert('Marta: Soundcheck in 5 minutes').waitFor();
  t.same(await objections(anaPage), []);
  const row = card.getByRole('listitem').filter({ hasText: 'Soundcheck' });
  await row.getByText(/^Not seen yet: /).waitFor();
  await ana.button('gotIt', {}, ana.alert('Soundcheck')).click();
  await ana.alert('Soundcheck').waitFor({ state: 'detached' });
  await row.getByText('Seen: Ana').waitFor();
  await row.getByText('Not seen yet: Luis').waitFor();
  t.ok(await luis.alert('Soundcheck').isVisible(), 'who has not seen it still has it');
  await luis.page.reload();
  await luis.alert('Soundcheck').waitFor();
  t.same(await objections(page), []);
});

await pageTest('a message to one is read there only, and the answer is marked on the desk', async (test) => {
  const { t, engineer, musician } = test;
  const { screen: eva, page: evaPage } = await musician('Eva');
  const { screen: pau } = await musician('Pau');
  const { page, screen } = await engineer('Marta', { device: desk });
  await screen
    .person('Eva')
    .getByRole('button', { name: /: more$/ })
    .click();
  const line = screen.sheet.getByLabel('Message to Eva');
  await line.fill('More kick?');
  await line.press('Enter');
  await eva.message('Marta: More kick?').getByRole('button', { name: 'Reply' }).click();
  const answer = eva.sheet.getByLabel('Message to the engineer');
  await answer.fill('Yes please');
  await answer.press('Enter');
  await eva.sheet.getByRole('listitem').filter({ hasText: 'Yes please' }).waitFor();
  t.same(await objections(evaPage), []);
  t.equal(await pau.messages.getByText('More kick').count(), 0);

  await screen.closeSheet();
  const tab = screen.desk.getByRole('link', { name: /^Messages/ });
  await tab.getByText('new messages').waitFor();
  await tab.click();
  const card = page.getByRole('region', { name: 'Messages' });
  await card.getByRole('listitem').filter({ hasText: 'Eva' }).filter({ hasText: 'Yes please' }).waitFor();
  await card.getByRole('listitem').filter({ hasText: 'More kick?' }).getByText('Seen: Eva').waitFor();
  await tab.getByText('new messages').waitFor({ state: 'detached' });
  t.same(await objections(page), []);
});

await pageTest('what is said in a session stands on the desk of an engineer who is not in it', async (test) => {
  const { engineer, musician } = test;
  const { screen: ana } = await musician('Ana');
  await ana.openSheet('bandTitle');
  await ana.button('newSession').click();
  const line = ana.sheet.getByLabel('Message', { exact: true });
  await line.fill('Four bars, then in');
  await line.press('Enter');
  const { page } = await engineer('Marta', { device: desk, hash: '#/desk/sessions' });
  await page.getByRole('listitem').filter({ hasText: 'Four bars, then in' }).filter({ hasText: /^Ana/ }).waitFor();
});
