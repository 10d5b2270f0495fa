/** States that two sides share: offers, the check of the phones, second phones, stand-ins. */
import type { Page } from 'playwright-core';
import type { Screen } from '../harness/screen.js';
import type { TextKey } from '../harness/words.js';
import { type Scene, somebody } from './walk.js';

export async function offered(scene: Scene): Promise<void> {
  const { desk, engineer, musician, seen } = scene;
  const { page: theirs, screen: ana, device } = await musician('', { device: await somebody(scene, 'Ana') });
  const { page, screen } = await engineer('', { device: desk, hash: `#/mix/${device.uuid}` });
  await screen.button('menu').click();
  await screen.button('prepareOffer', {}, screen.sheet).click();
  await screen.text('offering', { name: device.name }).waitFor();
  await screen.fader(2).press('ArrowDown');
  await screen.button('sendOffer').waitFor();
  await seen(page, 'offer prepared');
  await screen.button('sendOffer').click();
  await ana.button('hearOffer').waitFor();
  await seen(theirs, 'offer announced');
  await ana.button('hearOffer').click();
  await ana.sheetOf(ana.words('offerTitle', { name: desk.name })).waitFor();
  await seen(theirs, 'offer shown');
  await page.goto(page.url().replace(/#.*/, '#/desk/people'));
  await page
    .getByRole('region', { name: screen.words('asksTitle') })
    .getByRole('listitem')
    .filter({ hasText: device.name })
    .waitFor();
  await seen(page, 'offer at the desk');
  await ana.button('takeOffer', {}, ana.sheet).click();
  await ana.sheet.waitFor({ state: 'detached' });
  await seen(theirs, 'offer taken');
}

export async function checked(scene: Scene): Promise<void> {
  const { desk, engineer, musician, seen } = scene;
  const { page: theirs, screen: leo } = await musician('', { device: await somebody(scene, 'Leo') });
  const { page, screen } = await engineer('', { device: desk });
  await screen.button('ringAll').click();
  await screen.button('sure', { what: screen.words('ringAll') }).click();
  await leo.sheetOf(leo.words('ringTitle', { name: desk.name })).waitFor();
  await seen(theirs, 'check on the phone');
  await screen.button('checkClose').waitFor();
  await seen(page, 'check at the desk');
  await screen.button('checkClose').click();
  await leo.sheet.waitFor({ state: 'detached' });
}

/** The code that a phone shows after a touch on `key`, in its sheet of inputs. */
async function codeOf(screen: Screen, key: TextKey): Promise<string> {
  await screen.openSheet('setupTitle');
  await screen.button(key).click();
  const shown = screen.sheet.getByLabel(screen.words('phoneCode'));
  return ((await shown.textContent()) ?? '').replace('-', '');
}

/** Says yes to the question of a scanned code. */
async function accept({ seen }: Scene, page: Page, screen: Screen, key: TextKey, question: string): Promise<void> {
  await screen.button(key, {}, screen.sheet).waitFor();
  await seen(page, question);
  await screen.button(key, {}, screen.sheet).click();
  await screen.sheet.waitFor({ state: 'detached' });
}

export async function twoPhones(scene: Scene): Promise<void> {
  const { box, musician, open, seen } = scene;
  const { screen: old, page: oldPage, device } = await musician('', { device: await somebody(scene, 'Dora') });
  const again = { ...(await box.join(device.name)), name: device.name };
  const { screen: asked, page: askedPage, context } = await musician('', { device: again });
  await asked.button('thatsMe').waitFor();
  await seen(askedPage, 'is that you');
  await asked.button('thatsMe').click();
  await old.button('moveMyMix').waitFor();
  await seen(oldPage, 'your other phone asks');
  await seen(askedPage, 'asking the other phone');
  await context.close();
  await oldPage.reload();
  await old.mixer();

  const code = await codeOf(old, 'showCode');
  await old.sheet.getByRole('button', { name: old.words('scanCode') }).waitFor();
  await seen(oldPage, 'a code to scan');
  const { screen, page } = await open({ device: await somebody(scene, 'Tablet'), query: `phone=${code}` });
  await accept(scene, page, screen, 'onBoth', 'a scanned code');
  await seen(page, 'a mix on both phones');
  await mirror(scene, page, screen);
}

async function mirror({ seen }: Scene, page: Page, screen: Screen): Promise<void> {
  await screen.openSheet('setupTitle');
  await screen.button('ownMixAgain').waitFor();
  await seen(page, 'mirrored');
  await screen.button('ownMixAgain').click();
}

export async function standIn(scene: Scene): Promise<void> {
  const { musician, open, seen } = scene;
  const { screen: regular, page: regularPage } = await musician('', { device: await somebody(scene, 'Eva') });
  const code = await codeOf(regular, 'givePass');
  await seen(regularPage, 'a pass to scan');
  const { screen, page } = await open({ device: await somebody(scene, 'Fran'), query: `pass=${code}` });
  await accept(scene, page, screen, 'takePass', 'a pass');
  await screen.openSheet('setupTitle');
  await screen.button('endPass', {}, screen.sheet).waitFor();
  await seen(page, 'standing in');
  await seen(regularPage, 'somebody stands in');
  await screen.button('endPass', {}, screen.sheet).click();
}
