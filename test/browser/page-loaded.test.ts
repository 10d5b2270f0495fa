/** Which preset the mix was loaded from, and whether it changed since: song bar, menu, presets. Saving with undo. */
import { until } from '../harness/until.js';
import { command, newDevice, newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:6');
const desk = await newEngineer(box, PIN, 'Marta');
await command(box, desk, 'setlist', { action: 'set', songs: [{ name: 'Luz' }, { name: 'Mar' }] });
await command(box, desk, 'setlist', { action: 'allow', anyone: true });
await command(box, desk, 'setlist', { action: 'goto', index: 0 });

await pageTest('song bar, menu and presets say which one is loaded, and that it changed', async ({ t, musician }) => {
  const { page, screen } = await musician('Nil');
  await screen.button('saveForSong', { name: 'Luz' }).click();
  await screen.button('keptForSong', { name: 'Luz' }, screen.songs).waitFor();
  await screen.songs.getByText('Luz', { exact: true }).waitFor();

  await screen.mute(0).click();
  await screen.songs.getByText('Luz · changed').waitFor();
  t.same(await objections(page), []);
  await screen.button('menu').click();
  await screen.sheet.getByRole('button', { name: 'Presets and songs Luz · changed' }).waitFor();
  t.same(await objections(page), []);
  await screen.sheet.getByRole('button', { name: 'Presets and songs' }).click();
  const row = screen.sheet.getByRole('button', { name: /^Luz Recall/ });
  await row.getByText('changed').waitFor();
  t.equal(await row.getAttribute('aria-current'), 'true');
  t.same(await objections(page), []);
  await row.click();
  await screen.button('keptForSong', { name: 'Luz' }, screen.songs).waitFor();

  await screen.button('nextSong', {}, screen.songs).click();
  await screen.songs.getByText('Mar', { exact: true }).waitFor();
  await screen.songs.getByText('Mix: Luz', { exact: true }).waitFor();
  await screen.mute(1).click();
  await screen.songs.getByText('Mix: Luz · changed').waitFor();
  await page.reload();
  await screen.songs.getByText('Mix: Luz · changed').waitFor();
  await screen.mute(1).click();
  await screen.songs.getByText('Mix: Luz', { exact: true }).waitFor();
  await screen.button('previousSong', {}, screen.songs).click();
  await screen.button('keptForSong', { name: 'Luz' }, screen.songs).waitFor();
});

await pageTest('saving for the song is taken back by one tap, the first and a later one; Spanish', async (test) => {
  const { t, musician } = test;
  const device = await newDevice(box, 'Pia');
  const { screen } = await musician('Pia', { device, locale: 'es' });
  const muted = async () => {
    const file = await box.json(`/api/presets/${device.uuid}/export`, { token: device.token });
    const { presets } = file as { presets: { song: string; mix: { channels: { mute: boolean }[] } }[] };
    return presets.map(({ song, mix }) => `${song} ${mix.channels.filter(({ mute }) => mute).length}`);
  };
  const takeBack = async () =>
    screen.button('undo', {}, screen.message(screen.words('presetSaved', { name: 'Luz' }))).click();
  const save = screen.button('saveForSong', { name: 'Luz' });
  const changed = screen.words('nameChanged', { name: 'Luz' });
  await save.click();
  await until('it is saved', async () => (await muted()).join() === 'Luz 0');
  await takeBack();
  await until('the first is gone', async () => (await muted()).length === 0);

  await save.click();
  await until('it is saved again', async () => (await muted()).join() === 'Luz 0');
  await screen.mute(0).click();
  await screen.songs.getByText(changed).waitFor();
  await save.click();
  await until('the second replaces it', async () => (await muted()).join() === 'Luz 1');
  await takeBack();
  await until('the first is back', async () => (await muted()).join() === 'Luz 0');
  await screen.songs.getByText(changed).waitFor();
  t.pass();
});
