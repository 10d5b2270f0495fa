/**
 * A musician's own groups, and a mix that the engineer has locked: what moves, what does not, and what the box saves.
 */
import { until } from '../harness/until.js';
import { command, mixOf, newDevice } from './harness/devices.js';
import { drag } from './harness/gestures.js';
import { stage } from './harness/page-test.js';
import { startsWith } from './harness/words.js';

const { box, pageTest } = await stage('--source=tones:4');

await pageTest(
  'a group is made on the page, moved by one fader, undone in one step, and there after a reload',
  async ({ t, musician }) => {
    const device = await newDevice(box, 'Ana');
    await command(box, device, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 1, v: 0.25 }] });
    const gains = async () => (await mixOf(box, device)).channels.map(({ gain }) => gain);
    const { page, screen } = await musician('Ana', { device, look: { mode: 'groups' } });
    await screen.button('newGroup').click();
    await screen.sheet.getByLabel('Name of the group').fill('Front');
    const members = screen.sheet.getByRole('group', { name: 'Channels' });
    for (const name of ['250 Hz', '500 Hz']) await members.getByRole('button', { name, exact: true }).click();
    await screen.button('save', {}, screen.sheet).click();
    const group = screen.strip('Front');
    await group.waitFor();

    await drag(page, screen.fader('Front'), { y: -50 });
    await until('the loudest rose', async () => (await gains())[0] > 0.55);
    // Levels on the page are tenths of a dB.
    const distance = async () => {
      const [first, second] = await gains();
      return 20 * Math.log10(first / second);
    };
    await until('the other rose with it', async () => Math.abs((await distance()) - 20 * Math.log10(2)) < 0.11);
    t.same((await gains()).slice(2), [0.5, 0.5], 'nobody else');
    await screen.undo.click();
    await until('one undo brings both back exactly', async () => (await gains()).join() === '0.5,0.25,0.5,0.5');

    await screen.mute('Front').click();
    await until('its members are muted', async () => {
      const { channels } = await mixOf(box, device);
      return channels.map(({ mute }) => mute).join() === 'true,true,false,false';
    });
    await page.reload();
    await group
      .getByRole('button', { name: startsWith('Front') })
      .filter({ hasText: 'Change this group' })
      .click();
    await screen.button('dissolveGroup', {}, screen.sheet).click();
    await screen.button('sure', { what: screen.words('dissolveGroup') }, screen.sheet).click();
    await group.waitFor({ state: 'detached' });
  },
);

await pageTest(
  'a locked mix: one tap on the desk, a sentence and still faders on the phone, and open again',
  async ({ t, musician, engineer }) => {
    const { page, screen, device: luis } = await musician('Luis');
    const { screen: desk, device: marta } = await engineer('Marta');
    const lock = desk.button('lockMixOf', { name: 'Luis' });
    const why = page.getByText('The engineer has locked your mix');
    await lock.click();
    await why.waitFor();
    t.equal(await screen.fader(0).getAttribute('aria-disabled'), 'true');
    await drag(page, screen.fader(0), { y: -60 });
    await screen.message('locked').waitFor();
    t.equal(await screen.shownDb(0), -6, 'it does not move');

    await command(box, marta, `mix/${luis.uuid}`, { set: [{ p: 'gain', ch: 0, v: 1 }] });
    await until('the engineer still moves it', async () => (await screen.shownDb(0)) === 0);
    await lock.click();
    await screen.button('askShort').waitFor({ state: 'detached' });
    await drag(page, screen.fader(0), { y: 60 });
    await until('it moves again', async () => (await mixOf(box, luis)).channels[0].gain < 0.9);
  },
);
