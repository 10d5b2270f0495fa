/** Undo reverts what it names: in the message about somebody else's change, in the history, and for the keyboard. */
import { until } from '../harness/until.js';
import { boxHasDb, command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { PIN, stage } from './harness/page-test.js';
import { TABLET } from './harness/visit.js';

/** The positions of all faders of the house mix. */
const BEFORE = 0.5;

const { box, pageTest } = await stage('--source=tones:4');
const desk = await newEngineer(box, PIN, 'Marta');

await pageTest(
  'Undo in the message reverts the engineer’s change, and keeps mine from before and since',
  async ({ t, musician }) => {
    const { screen, device: ana } = await musician('Ana', { viewport: TABLET });
    const channels = async () => (await mixOf(box, ana)).channels;
    await screen.mute(3).click();
    await until('the box has a change of my own', async () => (await channels())[3].mute);
    await command(box, desk, `mix/${ana.uuid}`, { set: [{ p: 'gain', ch: 0, v: 2 }] });
    await command(box, desk, `mix/${ana.uuid}`, { set: [{ p: 'mute', ch: 2, v: true }] });
    const message = screen.message('Marta');
    await message.waitFor();
    await screen.mute(1).click();
    await until('the box has another since', async () => (await channels())[1].mute);
    await screen.button('undo', {}, message).click();
    await until('both of the engineer’s changes are taken back', async () => {
      const [first, , third] = await channels();
      return first.gain === BEFORE && !third.mute;
    });
    const after = await channels();
    t.same([after[3].mute, after[1].mute], [true, true], 'and mine stay');
  },
);

await pageTest(
  'a musician without changes of their own can undo the engineer’s change too',
  async ({ t, musician }) => {
    const { screen, device: pep } = await musician('Pep');
    await command(box, desk, `mix/${pep.uuid}`, { set: [{ p: 'gain', ch: 0, v: 2 }] });
    await screen.button('undo', {}, screen.message('Marta')).click();
    await until('the gain is back', async () => (await mixOf(box, pep)).channels[0].gain === BEFORE);

    await command(box, desk, `mix/${pep.uuid}`, { set: [{ p: 'mute', ch: 1, v: true }] });
    await command(box, desk, `history/${pep.uuid}`, { action: 'undo' });
    const unmuted = screen.message('unmuted');
    await unmuted.waitFor();
    t.equal(await screen.button('undo', {}, unmuted).count(), 0, 'an undo of theirs offers none');
  },
);

await pageTest('the history can undo one entry, by any author, and shows which are undone', async ({ t, musician }) => {
  const nil = await newDevice(box, 'Nil');
  await command(box, desk, `mix/${nil.uuid}`, { set: [{ p: 'gain', ch: 0, v: 2 }] });
  await command(box, nil, `mix/${nil.uuid}`, { set: [{ p: 'mute', ch: 1, v: true }] });
  const { screen } = await musician('Nil', { device: nil });
  await screen.openSheet('historyTitle');
  const entry = screen.sheet.getByRole('listitem').filter({ hasText: 'Marta' });
  const undo = entry.getByRole('button', { name: 'Undo: Marta' });
  await undo.click();
  await until('the gain is back', async () => (await mixOf(box, nil)).channels[0].gain === BEFORE);
  t.ok((await mixOf(box, nil)).channels[1].mute, 'the newer one stays');
  await entry.getByText('undone', { exact: true }).waitFor();
  t.ok(await undo.isDisabled(), 'once is enough');
});

await pageTest('quick presses of an arrow key are one step of undo', async ({ musician }) => {
  const { page, screen, device: teo } = await musician('Teo');
  const shows = (db: number) => until(`the page shows ${db} dB`, async () => (await screen.shownDb(0)) === db);
  await shows(-6);
  await screen.fader(0).focus();
  for (let press = 0; press < 4; press++) await page.keyboard.press('ArrowUp');
  await shows(-2);
  await until('the box has it', () => boxHasDb(box, teo, 0, -2));
  await screen.undo.click();
  await shows(-6);
});
