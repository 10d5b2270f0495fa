/** What the desk changes for everybody: names, icons and pairs of inputs, songs, settings, and the box's source. */
import { until } from '../harness/until.js';
import { command, newDevice } from './harness/devices.js';
import { said } from './harness/hearing.js';
import { objections } from './harness/objections.js';
import { stage } from './harness/page-test.js';

const CHANNELS = 4;

const { box, pageTest } = await stage(`--source=tones:${CHANNELS}`);

await pageTest(
  'names, icons and stereo pairs of inputs, and the song list, reach every page',
  async ({ musician, engineer }) => {
    const pau = await newDevice(box, 'Pau');
    await command(box, pau, `preset/${pau.uuid}`, { action: 'save', name: 'Before' });
    const { screen } = await musician('Pau', { device: pau });
    const { page: deskPage, screen: desk } = await engineer('Desk', { hash: '#/desk/channels' });
    await desk.input('250 Hz').click();
    await desk.sheet.getByLabel('Name', { exact: true }).fill('Keys L');
    await desk.button('save', {}, desk.sheet).click();
    await screen.strip('Keys L').waitFor();
    await desk.sheet.getByRole('button', { name: 'keys', exact: true }).click();
    await desk.sheet.getByRole('combobox', { name: 'Stereo pair with' }).selectOption('1');
    await desk.sheet.getByRole('button', { name: /^Pair with/ }).click();
    await until('a pair is one strip', async () => (await screen.stripNames()).length === CHANNELS - 1);
    await desk.closeSheet();

    await desk.openTab('Songs');
    for (const song of ['First', 'Second']) {
      await desk.page.getByLabel('Name of the song').fill(song);
      await desk.button('add').click();
      await desk.button('removeOf', { name: song }).waitFor();
    }
    await deskPage.getByRole('switch', { name: 'Everybody may go to the next song' }).click();
    await screen.button('nextSong').click();
    await screen.songs.getByText('First', { exact: true }).waitFor();
  },
);

await pageTest(
  'the box: a bad setting shows its error beside it, another source plays on every page',
  async ({ t, musician, engineer }) => {
    const { screen, device: mei } = await musician('Mei');
    const { page, screen: desk } = await engineer('Desk', { hash: '#/desk/box' });
    const ceiling = page.getByRole('textbox', { name: 'Limiter' });
    const problem = page.getByRole('main').getByRole('alert');
    await ceiling.fill('7');
    await ceiling.press('Enter');
    await problem.waitFor();
    await ceiling.fill('-3');
    await ceiling.press('Enter');
    await said(page, 'after a restart');
    t.equal(await problem.count(), 0);

    await command(box, mei, `device/${mei.uuid}`, { action: 'own', channels: [1] });
    const card = desk.page.getByRole('combobox', { name: 'Sound card' });
    const question = desk.page.getByRole('region', { name: 'Change to Demo band?' });
    await card.selectOption('demo');
    await question.getByText('input 2 (now 500 Hz)').waitFor();
    await desk.button('sourceKeep', {}, question).click();
    await question.waitFor({ state: 'detached' });
    t.not(await card.inputValue(), 'demo', 'nothing has changed');
    t.equal(await screen.strip('Lead Vox').count(), 0);
    await card.selectOption('demo');
    t.same(await objections(page), []);
    await desk.button('sourceChange', {}, question).click();
    await screen.strip('Lead Vox').waitFor();
    await said(page, 'The sound now comes from Demo band');
    await desk.page
      .getByRole('definition')
      .filter({ hasText: /^Demo band/ })
      .waitFor();
  },
);
