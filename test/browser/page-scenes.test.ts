/** Snapshots on the desk: saved, recalled after a question, taken back, deleted. */
import { until } from '../harness/until.js';
import { command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:4');
const desk = await newEngineer(box, PIN, 'Marta');
const luis = await newDevice(box, 'Luis');
const level = async () => (await mixOf(box, luis)).channels[1].gain;
const setLevel = (v: number) => command(box, luis, `mix/${luis.uuid}`, { set: [{ p: 'gain', ch: 1, v }] });

await pageTest('a snapshot is recalled after a question, and taken back', async ({ t, engineer }) => {
  await setLevel(0.25);
  const { page, screen } = await engineer('Marta', { device: desk, hash: '#/desk/songs' });
  const card = page.getByRole('region', { name: 'Snapshots' });
  await card.getByLabel('Name of the snapshot').fill('Soundcheck');
  await screen.button('sceneSave', {}, card).click();
  const row = card.getByRole('listitem').filter({ hasText: 'Soundcheck' });
  await row.waitFor();
  await setLevel(1);
  await row.getByRole('button', { name: 'Recall Soundcheck' }).click();
  t.equal(await level(), 1, 'the first touch asks');
  t.same(await objections(page), []);
  await row.getByRole('button', { name: 'Recall: sure?' }).click();
  await until('recalled', async () => (await level()) === 0.25);
  await screen.button('sceneUndo', {}, card).click();
  await until('taken back', async () => (await level()) === 1);
  await row.getByRole('button', { name: 'Soundcheck: delete' }).click();
  await row.getByRole('button', { name: 'Delete: sure?' }).click();
  await row.waitFor({ state: 'detached' });
  t.same(await objections(page), []);
});

await pageTest('in Spanish, on a small phone', async ({ t, engineer }) => {
  const viewport = { width: 320, height: 568 };
  const { page } = await engineer('Marta', { device: desk, hash: '#/desk/songs', locale: 'es', viewport });
  const card = page.getByRole('region', { name: 'Instantáneas' });
  await card.getByLabel('Nombre de la instantánea').fill('Prueba');
  await card.getByRole('button', { name: 'Guardar todo como está' }).click();
  await card.getByRole('button', { name: 'Cargar Prueba' }).click();
  await card.getByText('Lo que oye cada uno cambia al momento').waitFor();
  t.same(await objections(page), []);
});
