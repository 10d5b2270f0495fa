/** Axe-core checks every screen, in both languages and both themes; and the main tasks work by keyboard alone. */
import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { until } from '../harness/until.js';
import { command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { type PageTest, PIN, stage } from './harness/page-test.js';
import { PHONE } from './harness/visit.js';

const { box, pageTest } = await stage('--source=tones:6');
const ana = await newDevice(box, 'Ana');
const desk = await newEngineer(box, PIN);
await command(box, ana, `device/${ana.uuid}`, { action: 'own', channels: [1] });
await command(box, desk, 'setlist', { action: 'set', songs: [{ name: 'One' }, { name: 'Two' }] });
await command(box, desk, 'setlist', { action: 'goto', index: 0 });
await command(box, ana, `preset/${ana.uuid}`, { action: 'save', name: 'Mine' });
await command(box, ana, `ask/${ana.uuid}`, { action: 'ask', text: 'More light' });
await command(box, desk, 'session', { action: 'create', name: 'Saturday' });

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
const TABS = ['People', 'Channels', 'Songs', 'Sessions', 'Box'] as const;

interface Look {
  readonly locale: string;
  readonly look: { readonly theme: string };
}

const nothingAgainst = async (t: Test, page: Page, name: string) => t.same(await objections(page), [], name);

async function firstVisit({ t, open }: PageTest, look: Look): Promise<void> {
  const { page, screen } = await open(look);
  await screen.nameField.waitFor();
  await nothingAgainst(t, page, 'welcome');
  await screen.enterName('Nil');
  await screen.heading('whatDoYouPlay').waitFor();
  await nothingAgainst(t, page, 'what do you play');
  await screen.button('role_vocals').click();
  await screen.heading('whichIsMe').waitFor();
  await nothingAgainst(t, page, 'which is me');
}

async function theMixer({ t, musician }: PageTest, look: Look): Promise<void> {
  const { page, screen } = await musician('Ana', { ...look, device: ana, viewport: PHONE });
  await nothingAgainst(t, page, 'mixer');
  await screen.more(0).click();
  await screen.sheet.waitFor();
  await nothingAgainst(t, page, 'channel');
  await screen.closeSheet();
  await screen.button('menu').click();
  await screen.sheet.waitFor();
  await nothingAgainst(t, page, 'menu');
  await screen.closeSheet();
  for (const title of SHEETS) {
    await screen.openSheet(title);
    await screen.sheetOf(screen.words(title)).waitFor();
    await nothingAgainst(t, page, title);
    await screen.closeSheet();
  }
  await screen.button('mode_groups').click();
  await screen.button('newGroup').waitFor();
  await nothingAgainst(t, page, 'groups');
  await screen.button('newGroup').click();
  await screen.sheet.waitFor();
  await nothingAgainst(t, page, 'a new group');
  await screen.closeSheet();
  await screen.button('mode_big').click();
  await screen.button('louder', { name: '250 Hz' }).waitFor();
  await nothingAgainst(t, page, 'big');
  await screen.button('pocketLock').click();
  await screen.sheetOf(screen.words('locked')).waitFor();
  await nothingAgainst(t, page, 'locked');
}

async function theDesk({ t, engineer }: PageTest, look: Look): Promise<void> {
  const { page, screen } = await engineer('Desk', { ...look, device: desk });
  await screen.unfoldAbsent();
  await screen.person('Ana').waitFor();
  for (const tab of TABS) {
    await screen.openTab(tab);
    await page.waitForTimeout(200);
    await nothingAgainst(t, page, `desk: ${tab}`);
  }
  await screen.openTab('People');
  await screen.more('Ana').click();
  await screen.sheet.waitFor();
  await nothingAgainst(t, page, 'desk: one person');
  await screen.closeSheet();
  await screen.openTab('Channels');
  await screen.input('250 Hz').click();
  await screen.sheet.waitFor();
  await nothingAgainst(t, page, 'desk: one input');
}

for (const [locale, theme] of [
  ['en-GB', 'dark'],
  ['es-ES', 'light'],
] as const)
  for (const [place, look] of [
    ['the first visit', firstVisit],
    ['the mixer', theMixer],
    ['the desk', theDesk],
  ] as const)
    await pageTest(`nothing to object to: ${place}, ${locale}, ${theme}`, (test) =>
      look(test, { locale, look: { theme } }),
    );

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
