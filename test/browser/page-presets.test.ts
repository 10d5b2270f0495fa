/** Presets of a musician on the page: saved, recalled, overwritten and deleted; and undo of a drag. */
import { until } from '../harness/until.js';
import { command, mixOf, newDevice } from './harness/devices.js';
import { drag } from './harness/gestures.js';
import { stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:6');

await pageTest(
  'undo reverts the last movement as one step; presets bring a whole mix back',
  async ({ t, musician }) => {
    const { page, screen, device } = await musician('Nil');
    await screen.openSheet('presetsTitle');
    await screen.sheet.getByLabel('Name of the preset').fill('Soundcheck');
    await screen.button('presetSave').click();
    const recall = screen.sheet.getByRole('button', { name: 'Soundcheck Recall' });
    await recall.waitFor();
    await screen.closeSheet();

    const before = await screen.shownDb(0);
    await drag(page, screen.fader(0), { y: -70 });
    t.not(await screen.shownDb(0), before);
    await screen.undo.click();
    await until('one undo for the whole drag', async () => (await screen.shownDb(0)) === before);

    await screen.mute(0).click();
    await drag(page, screen.fader(1), { y: 60 });
    await screen.openSheet('presetsTitle');
    await recall.click();
    await until('it is recalled', async () => !(await mixOf(box, device)).channels[0].mute);
    await until('the page shows it', async () => (await screen.shownDb(1)) === before);
    await screen.button('undo', {}, screen.message('Recalled')).click();
    await until('the message takes it back', async () => (await mixOf(box, device)).channels[0].mute);
  },
);

await pageTest('a preset is overwritten or deleted only after a question', async ({ t, musician }) => {
  const device = await newDevice(box, 'Pia');
  for (const name of ['Ballad', 'Anthem'])
    await command(box, device, `preset/${device.uuid}`, { action: 'save', name });
  const { screen } = await musician('Pia', { device });
  await screen.openSheet('presetsTitle');
  const names = () => screen.sheet.getByRole('listitem').getByRole('strong').allTextContents();
  for (const name of ['Anthem', 'Ballad']) await screen.button('detailsOf', { name }, screen.sheet).click();
  t.same(await names(), ['Anthem', 'Ballad']);
  await screen.button('deletePreset', { name: 'Ballad' }).click();
  t.same(await names(), ['Anthem', 'Delete “Ballad”?']);
  await screen.button('leaveIt').click();
  t.same(await names(), ['Anthem', 'Ballad']);
  await screen.button('overwritePreset', { name: 'Anthem' }).click();
  await screen.button('overwriteNow').click();
  await screen.message('Anthem').waitFor();
  t.same(await names(), ['Anthem', 'Ballad'], 'it stays where it was');
  await screen.button('detailsOf', { name: 'Anthem' }, screen.sheet).click();
  await screen.button('deletePreset', { name: 'Anthem' }).click();
  await screen.button('deleteNow').click();
  await until('it is gone', async () => (await names()).join() === 'Ballad');
});

await pageTest('a preset gets another name, and a protected one neither goes nor changes', async ({ t, musician }) => {
  const device = await newDevice(box, 'Ida');
  await command(box, device, `preset/${device.uuid}`, { action: 'save', name: 'Slow' });
  const { screen } = await musician('Ida', { device });
  await screen.openSheet('presetsTitle');
  await screen.button('detailsOf', { name: 'Slow' }, screen.sheet).click();
  await screen.sheet.getByRole('listitem').getByLabel(screen.words('presetName')).fill('Ballad');
  await screen.sheet
    .getByRole('listitem')
    .getByRole('button', { name: screen.words('save'), exact: true })
    .click();
  await screen.button('deletePreset', { name: 'Ballad' }).waitFor();
  await screen.button('presetProtect').click();
  await until('protected', async () => !(await screen.button('deletePreset', { name: 'Ballad' }).isEnabled()));
  t.equal(await screen.button('overwritePreset', { name: 'Ballad' }).isEnabled(), false);
});
