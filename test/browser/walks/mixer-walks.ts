/** States of the musician's page: the first visit, every sheet, every banner, comparing, hidden strips. */
import { until } from '../../harness/until.js';
import { command } from '../harness/devices.js';
import { hold, middleOf } from '../harness/gestures.js';
import { musicianOfThisBox, type Scene, somebody } from './walk.js';

const SHEETS = [
  'presetsTitle',
  'historyTitle',
  'askTitle',
  'bandTitle',
  'setupTitle',
  'listening',
  'displayTitle',
  'aboutTitle',
  'engineerTitle',
] as const;

export async function firstVisit({ open, seen }: Scene): Promise<void> {
  const { page, screen } = await open();
  await screen.nameField.waitFor();
  await seen(page, 'welcome');
  await screen.enterName('Nil');
  await screen.heading('whatDoYouPlay').waitFor();
  await seen(page, 'what do you play');
  await screen.button('role_vocals').click();
  await screen.heading('whichIsMe').waitFor();
  await seen(page, 'which is me');
}

export async function theMixer(scene: Scene): Promise<void> {
  const { musician, seen } = scene;
  const device = await musicianOfThisBox(scene, 'Ana');
  const { page, screen } = await musician('', { device });
  await seen(page, 'mixer');
  await screen.more(0).click();
  await screen.sheet.waitFor();
  await seen(page, 'channel');
  await screen.closeSheet();
  await screen.button('menu').click();
  await screen.sheet.waitFor();
  await seen(page, 'menu');
  await screen.closeSheet();
  for (const title of SHEETS) {
    await screen.openSheet(title);
    await screen.sheetOf(screen.words(title)).waitFor();
    await seen(page, title);
    await screen.closeSheet();
  }
  await page.keyboard.press('?');
  await screen.sheetOf(screen.words('keysTitle')).waitFor();
  await seen(page, 'keys');
  await screen.closeSheet();
  await command(scene.box, device, `preset/${device.uuid}`, { action: 'save', name: 'Soundcheck' });
  await screen.openSheet('presetsTitle');
  await screen.button('detailsOf', { name: 'Soundcheck' }, screen.sheet).click();
  await screen.button('presetProtect').waitFor();
  await seen(page, 'a preset');
  await screen.closeSheet();
  await screen.button('mode_groups').click();
  await screen.button('newGroup').waitFor();
  await seen(page, 'groups');
  await screen.button('newGroup').click();
  await screen.sheet.waitFor();
  await seen(page, 'a new group');
  await screen.closeSheet();
  await screen.button('mode_big').click();
  await screen.button('louder', { name: '250 Hz' }).waitFor();
  await seen(page, 'big');
  await screen.button('pocketLock').click();
  await screen.sheetOf(screen.words('locked')).waitFor();
  await seen(page, 'locked');
}

export async function everyBanner(scene: Scene): Promise<void> {
  const { box, desk, musician, seen } = scene;
  const device = await musicianOfThisBox(scene, 'Lia');
  await command(box, device, `mix/${device.uuid}`, { set: [{ p: 'solo', ch: 0, v: true }] });
  await command(box, desk, `device/${device.uuid}`, { action: 'lock', lock: 'engineer' });
  await command(box, desk, 'panic', { level: 'dim' });
  const { page, screen, context } = await musician('', { device });
  await screen.alert(screen.words('panicDimmedBy', { name: desk.name })).waitFor();
  await seen(page, 'every banner');
  const more = screen.button('moreNotes', { n: 1 });
  if (await more.isVisible()) {
    await more.click();
    await screen.text('lockedByEngineer').waitFor();
    await seen(page, 'every banner, unfolded');
  }
  await command(box, desk, 'panic', { level: 'off' });
  await command(box, desk, `device/${device.uuid}`, { action: 'lock', lock: null });
  await context.close();
}

export async function compared(scene: Scene): Promise<void> {
  const { box, musician, seen } = scene;
  const { page, screen, device } = await musician('', { device: await musicianOfThisBox(scene, 'Bea') });
  await screen.listen.click();
  await screen.stop.waitFor();
  const set = [0, 1, 2].map((ch) => ({ p: 'mute', ch, v: ch !== 2 }));
  await command(box, device, `mix/${device.uuid}`, { set });
  const key = screen.button('hearBefore');
  // The smallest screens have it in the menu only.
  if (await key.isVisible()) {
    await until('it can be held', () => key.isEnabled());
    const letGo = await hold(page, await middleOf(key));
    await until('it is held', async () => (await key.getAttribute('aria-pressed')) === 'true');
    await seen(page, 'A/B held');
    await letGo();
  }
  await screen.openSheet('compareTitle');
  await screen.button('hearPreset', { name: 'Mine' }, screen.sheet).waitFor();
  await seen(page, 'compare');
}

export async function hidden(scene: Scene): Promise<void> {
  const { musician, seen } = scene;
  const { page, screen } = await musician('', { device: await somebody(scene, 'Cai') });
  for (const channel of [0, 1, 2]) {
    await screen.more(channel).click();
    await screen.sheet.getByRole('switch', { name: screen.words('hideStrip') }).click();
    if (channel === 0) await seen(page, 'hide this strip');
    await screen.closeSheet();
  }
  await screen.strip(0).waitFor({ state: 'detached' });
  await seen(page, 'hidden strips');
  const find = screen.button('findInput');
  if (!(await find.isVisible())) return;
  await find.click();
  await screen.sheet.waitFor();
  await seen(page, 'find an input');
}
