/** In somebody else's mix everything is that person's: presets, history, undo, inputs; and the next musician. */
import { until } from '../harness/until.js';
import { command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';
import { DESKTOP, PHONE } from './harness/visit.js';

const { box, pageTest } = await stage('--source=tones:4');
const desk = await newEngineer(box, PIN, 'Marta');
const luis = await newDevice(box, 'Luis');

/** The inputs that a device calls its own. */
async function ownOf(uuid: string): Promise<readonly number[]> {
  const answer = await box.fetch('/api/devices', { token: desk.token });
  const { devices } = (await answer.json()) as { devices: { uuid: string; own: number[] }[] };
  return devices.find((device) => device.uuid === uuid)?.own ?? [];
}

await pageTest('the menu in Luis’s mix has Luis’s presets, history and inputs', async ({ t, engineer }) => {
  await command(box, desk, `preset/${desk.uuid}`, { action: 'save', name: 'Of the desk' });
  await command(box, luis, `preset/${luis.uuid}`, { action: 'save', name: 'Of Luis' });
  await command(box, luis, `mix/${luis.uuid}`, { set: [{ p: 'gain', ch: 1, v: 0.25 }] });
  for (const viewport of [PHONE, DESKTOP]) {
    const { page, screen } = await engineer('Marta', { device: desk, hash: `#/mix/${luis.uuid}`, viewport });
    await screen.bar.getByText('not connected').waitFor();
    await screen.button('menu').click();
    const menu = screen.sheetOf('Luis: Menu');
    t.equal(await screen.button('askTitle', {}, menu).count(), 0, 'an engineer asks no engineer');
    await screen.button('presetsTitle', {}, menu).click();
    const presets = screen.sheetOf('Luis: Presets and songs');
    await presets.getByText('Of Luis').waitFor();
    t.equal(await presets.getByText('Of the desk').count(), 0);
    t.same(await objections(page), []);
    await screen.closeSheet();
    await screen.button('menu').click();
    await screen.button('historyTitle', {}, screen.sheet).click();
    await screen.sheetOf('Luis: History').getByRole('listitem').filter({ hasText: '500 Hz' }).waitFor();
    await screen.closeSheet();
    await page.close();
  }
});

await pageTest('what an engineer saves, recalls and undoes there is Luis’s', async ({ t, engineer }) => {
  const { screen } = await engineer('Marta', { device: desk, hash: `#/mix/${luis.uuid}` });
  await screen.mixer();
  const before = (await mixOf(box, luis)).channels[2].gain;
  await screen.button('menu').click();
  await screen.button('presetsTitle', {}, screen.sheet).click();
  await screen.sheet.getByLabel('Name of the preset').fill('Saved by the desk');
  await screen.button('presetSave').click();
  await screen.sheet.getByRole('listitem').filter({ hasText: 'Saved by the desk' }).waitFor();
  await screen.closeSheet();
  await screen.fader(2).press('ArrowDown');
  await until('it is on the box', async () => (await mixOf(box, luis)).channels[2].gain !== before);
  await screen.button('menu').click();
  await screen.button('historyTitle', {}, screen.sheet).click();
  // The message about the saved preset has an undo of its own.
  await screen.button('undo', {}, screen.messages).waitFor({ state: 'detached' });
  await screen.button('undo', {}, screen.sheet).click();
  await until('undone', async () => (await mixOf(box, luis)).channels[2].gain === before);
  await screen.closeSheet();
  await screen.button('menu').click();
  await screen.button('theirInputs', {}, screen.sheet).click();
  await screen.inputsToPick.filter({ hasText: '750 Hz' }).click();
  await until('the input is Luis’s', async () => (await ownOf(luis.uuid)).join() === '2');
  t.same(await ownOf(desk.uuid), [], 'the desk’s own inputs stay');
});

await pageTest('the next musician is one touch or one arrow key away; Back leads to the desk', async (test) => {
  const { t, engineer, musician } = test;
  await musician('Ana');
  await musician('Bea');
  const { page, screen } = await engineer('Marta', { device: desk });
  await screen.person('Ana').getByRole('button', { name: 'Mix Ana' }).click();
  await screen.mixer();
  const title = (name: string) => screen.bar.getByRole('heading', { name, exact: true });
  await title('Ana').waitFor();
  const whose = page.getByRole('navigation', { name: 'Whose mix' });
  await whose.getByRole('button', { name: 'Bea' }).click();
  await title('Bea').waitFor();
  await page.keyboard.press('ArrowRight');
  await title('Ana').waitFor();
  await page.keyboard.press('ArrowLeft');
  await title('Bea').waitFor();
  // On a fader they lead to the next strip.
  await screen.fader(1).press('ArrowRight');
  t.ok(await title('Bea').isVisible());
  t.same(await objections(page), []);
  await page.goBack();
  await screen.person('Ana').waitFor();
});
