/** States of the engineer's desk. */
import { musicianOfThisBox, type Scene } from './walk.js';

const TABS = ['People', 'Channels', 'Songs', 'Sessions', 'Box'] as const;

export async function theDesk(scene: Scene): Promise<void> {
  const { desk, engineer, seen } = scene;
  const { name } = await musicianOfThisBox(scene, 'Ana');
  const { page, screen } = await engineer('', { device: desk });
  await screen.unfoldAbsent();
  await screen.person(name).waitFor();
  for (const tab of TABS) {
    await screen.openTab(tab);
    await page.waitForTimeout(200);
    await seen(page, `desk: ${tab}`);
  }
  await screen.openTab('People');
  await screen.more(name).click();
  await screen.sheet.waitFor();
  await seen(page, 'desk: one person');
  await screen.closeSheet();
}

export async function theMatrix(scene: Scene): Promise<void> {
  const { desk, engineer, musician, seen } = scene;
  const { device } = await musician('', { device: await musicianOfThisBox(scene, 'Gil') });
  const { page, screen } = await engineer('', { device: desk });
  await page.getByRole('radio', { name: screen.words('deskMatrix') }).click();
  await page.getByRole('columnheader').filter({ hasText: device.name }).waitFor();
  await seen(page, 'desk: matrix');
  await page
    .getByRole('rowheader', { name: /^500 Hz/ })
    .getByRole('button')
    .click();
  await screen.sheet.waitFor();
  await seen(page, 'desk: who hears an input');
}

export async function anInput({ desk, engineer, seen }: Scene): Promise<void> {
  const { page, screen } = await engineer('', { device: desk, hash: '#/desk/channels' });
  await screen.input('250 Hz').click();
  await screen.sheet.waitFor();
  await seen(page, 'desk: one input');
  const strip = screen.sheet.getByRole('region', { name: screen.words('stripTitle') });
  await strip.getByRole('switch', { name: screen.words('stripHighPass') }).click();
  await strip.getByRole('radio', { name: '24' }).click();
  const gain = strip.getByRole('slider', { name: screen.words('eqGain') });
  for (let press = 0; press < 6; press++) await gain.press('ArrowUp');
  await gain.scrollIntoViewIfNeeded();
  await seen(page, 'desk: the sound of an input');
}

export async function snapshots({ desk, engineer, seen }: Scene): Promise<void> {
  const { page, screen } = await engineer('', { device: desk, hash: '#/desk/songs' });
  const card = page.getByRole('region', { name: screen.words('scenesTitle') });
  const name = `Soundcheck ${Date.now()}`;
  await card.getByLabel(screen.words('sceneName')).fill(name);
  await screen.button('sceneSave', {}, card).click();
  const row = card.getByRole('listitem').filter({ hasText: name });
  await row.waitFor();
  await seen(page, 'desk: snapshots');
  await row.getByRole('button', { name: screen.words('scene_recall') }).click();
  await seen(page, 'desk: recall a snapshot');
}
