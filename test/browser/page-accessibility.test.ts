/** The main tasks work by keyboard alone. What axe-core says of each screen: `page-every-state.test.ts`. */
import type { Page } from 'playwright-core';
import { until } from '../harness/until.js';
import { command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { PIN, stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:6');
const ana = await newDevice(box, 'Ana');
const desk = await newEngineer(box, PIN, 'Marta');

/** Presses Tab until the focused control's name begins with `name`. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = `(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()`;
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab');
    if (((await page.evaluate(focused)) as string).startsWith(name)) return;
  }
  throw new Error(`no way to "${name}" by keyboard`);
}

await pageTest('a musician by keyboard alone: levels, pan, mute, a preset', async ({ t, musician }) => {
  const { page, screen, device } = await musician('Key');
  const spoken = () => screen.fader(0).getAttribute('aria-valuetext');
  const first = async () => (await mixOf(box, device)).channels[0];
  await tabTo(page, '250 Hz: level');
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown', 'PageUp']) await page.keyboard.press(key);
  await until('−6 + 1 + 1 − 1 + 6 dB are shown', async () => (await screen.shownDb(0)) === 1);
  await page.keyboard.press('0');
  await until('0 dB are shown', async () => (await screen.shownDb(0)) === 0);
  t.equal(await spoken(), '0.0 decibels');
  await page.keyboard.press('Shift+Home');
  await until('the box has it silent', async () => (await first()).gain === 0);
  await until('it is spoken', async () => (await spoken()) === 'silent');
  await tabTo(page, '250 Hz: mute');
  await page.keyboard.press('Space');
  await until('the box has it muted', async () => (await first()).mute);
  await tabTo(page, 'Menu');
  await page.keyboard.press('Enter');
  await tabTo(page, 'Presets and songs');
  await page.keyboard.press('Enter');
  const presetName = screen.sheet.getByLabel('Name of the preset');
  await presetName.waitFor();
  for (let i = 0; i < 20 && !(await presetName.evaluate((field) => field === document.activeElement)); i++)
    await page.keyboard.press('Tab');
  await page.keyboard.type('By keys');
  await page.keyboard.press('Enter');
  await screen.sheet.getByRole('listitem').filter({ hasText: 'By keys' }).waitFor();
  await page.keyboard.press('Escape');
  await screen.sheet.waitFor({ state: 'detached' });
});

await pageTest('an engineer by keyboard alone: the desk, a request, somebody’s mix', async ({ t, engineer }) => {
  await command(box, ana, `ask/${ana.uuid}`, { action: 'ask', ch: 0, p: 'gain', v: 1, text: 'More of one' });
  const { page, screen } = await engineer('Desk', { device: desk });
  await screen.request('More of one').waitFor();
  for (let i = 0; i < 3 && (await mixOf(box, ana)).channels[0].gain !== 1; i++) {
    await tabTo(page, 'Accept');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(400);
  }
  t.equal((await mixOf(box, ana)).channels[0].gain, 1);
  await tabTo(page, 'Channels');
  await page.keyboard.press('Enter');
  await screen.input('250 Hz').waitFor();
});

await pageTest('an offer and the check of the phones by keyboard alone, on both sides', async (test) => {
  const { t, engineer, musician } = test;
  const { page: theirs, screen: bea, device } = await musician('Bea');
  const before = await mixOf(box, device);
  await command(box, desk, `offer/${device.uuid}`, { action: 'make', set: [{ p: 'gain', ch: 1, v: 1 }] });
  await bea.button('hearOffer').waitFor();
  await tabTo(theirs, bea.words('hearOffer'));
  await theirs.keyboard.press('Enter');
  await bea.sheetOf(bea.words('offerTitle', { name: 'Marta' })).waitFor();
  await tabTo(theirs, bea.words('takeOffer'));
  await theirs.keyboard.press('Enter');
  await until('it is taken', async () => (await mixOf(box, device)).channels[1].gain === 1);
  t.not(before.channels[1].gain, 1);

  const { page, screen } = await engineer('Marta', { device: desk });
  await tabTo(page, screen.words('ringAll'));
  await page.keyboard.press('Enter');
  const sure = screen.button('sure', { what: screen.words('ringAll') });
  await sure.waitFor();
  // The second button takes nothing for a moment.
  await until('every phone rings', async () => {
    if (await sure.isVisible()) {
      await sure.focus();
      await page.keyboard.press('Enter');
    }
    return bea.sheetOf(bea.words('ringTitle', { name: 'Marta' })).isVisible();
  });
  await tabTo(theirs, bea.words('ringHeard'));
  await theirs.keyboard.press('Enter');
  await bea.sheet.waitFor({ state: 'detached' });
  await tabTo(page, screen.words('checkClose'));
  await page.keyboard.press('Enter');
  await screen.button('checkClose').waitFor({ state: 'detached' });
});
