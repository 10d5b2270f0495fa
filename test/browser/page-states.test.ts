/**
 * Axe-core checks what shows only at certain moments (banners, messages, refusals, locks,
 * panic, a lost box), in both languages and both themes.
 */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { command, newDevice, newEngineer } from './harness/devices.js';
import { holdKey } from './harness/gestures.js';
import { objections } from './harness/objections.js';
import { type PageTest, PIN, stage } from './harness/page-test.js';

interface Look {
  readonly locale: string;
  readonly look: { readonly theme: string };
}

const { box, pageTest } = await stage('--source=tones:4');
const desk = await newEngineer(box, PIN);
const ana = await newDevice(box, 'Ana');

const nothingAgainst = async (t: Test, page: Page, name: string) => t.same(await objections(page), [], name);

async function aboutTheMix({ t, musician }: PageTest, look: Look): Promise<void> {
  const { page, screen } = await musician('Ana', { ...look, device: ana });
  await screen.openSheet('engineerTitle');
  await screen.sheet.getByLabel(screen.words('pin')).fill('000000');
  await screen.button('enterDesk', {}, screen.sheet).click();
  await screen.sheet.getByRole('alert').waitFor();
  await nothingAgainst(t, page, 'a refused PIN');
  await screen.closeSheet();

  await screen.solo(0).click();
  await screen.button('clearSolo').waitFor();
  await command(box, desk, `mix/${ana.uuid}`, { set: [{ p: 'mute', ch: 1, v: true }] });
  await screen.message('Desk').waitFor();
  await nothingAgainst(t, page, 'solo, and a message about somebody else’s change');
  await screen.solo(0).click();

  await screen.listen.click();
  await screen.stop.waitFor();
  await nothingAgainst(t, page, 'listening');

  await command(box, desk, `device/${ana.uuid}`, { action: 'lock', lock: 'engineer' });
  await command(box, desk, 'panic', { level: 'dim' });
  await screen.text('lockedByEngineer').waitFor();
  const dimmed = screen.alert(screen.words('panicDimmedBy', { name: 'Desk' }));
  await dimmed.waitFor();
  await nothingAgainst(t, page, 'a mix that the engineer locked, and everybody turned down');
  await command(box, desk, 'panic', { level: 'off' });
  await command(box, desk, `device/${ana.uuid}`, { action: 'lock', lock: null });
  await dimmed.waitFor({ state: 'detached' });
  await screen.text('lockedByEngineer').waitFor({ state: 'detached' });
}

async function aboutTheConnection({ t, musician }: PageTest, look: Look): Promise<void> {
  const options = { ...look, device: ana };
  const { page, screen, context } = await musician('Ana', options);
  await screen.listen.click();
  await screen.stop.waitFor();
  const elsewhere = await musician('Ana', options);
  await screen.button('useHere').waitFor();
  await nothingAgainst(t, page, 'replaced by another page of the same device');
  await elsewhere.context.close();
  await page.route('**/version.json', (route) => route.fulfill({ json: { build: 'another' } }));
  await screen.button('useHere').click();
  await screen.button('reload').waitFor();
  await nothingAgainst(t, page, 'new software while somebody listens');
  await page.unroute('**/version.json');
  await command(box, desk, `device/${ana.uuid}`, { action: 'disconnect' });
  await screen.alert(screen.words('dismissedHere')).waitFor();
  await nothingAgainst(t, page, 'sent away by the engineer');

  await context.route('**/api/box', (route) => route.abort());
  await page.reload();
  await screen.heading('boxUnreachable').waitFor();
  await nothingAgainst(t, page, 'no box to be found');
}

async function toAnEngineer({ t, engineer }: PageTest, look: Look): Promise<void> {
  // The box is the same for every look, and keeps the devices and requests of those before.
  const name = `Luis ${randomUUID().slice(0, 8)}`;
  const text = `More of one for ${name}`;
  const luis = await newDevice(box, name);
  await command(box, luis, `ask/${luis.uuid}`, { action: 'ask', ch: 0, p: 'gain', v: 1, text });
  const { page, screen } = await engineer('Marta', look);
  await screen.request(text).waitFor();
  await holdKey(screen.button('panicMute'));
  await screen.button('panicEndMute').waitFor();
  await nothingAgainst(t, page, 'panic, a request, a message');
  await screen.button('panicEndMute').click();
  await screen.button('panicMute').waitFor();

  await screen.unfoldAbsent();
  await screen.more(name).click();
  await screen.button('forget', {}, screen.sheet).click();
  await screen.button('sure', { what: screen.words('forget') }, screen.sheet).waitFor();
  await nothingAgainst(t, page, 'asked whether one is sure');
  await screen.closeSheet();

  await screen.openTab('Box');
  const ceiling = page.getByRole('textbox', { name: screen.words('setting_limiter-ceiling') });
  await ceiling.fill('7');
  await ceiling.press('Enter');
  await page.getByRole('main').getByRole('alert').waitFor();
  await nothingAgainst(t, page, 'a setting that is refused');
}

for (const [locale, theme] of [
  ['en-GB', 'light'],
  ['es-ES', 'dark'],
] as const)
  for (const [which, messages] of [
    ['about the mix', aboutTheMix],
    ['about the connection', aboutTheConnection],
    ['to an engineer', toAnEngineer],
  ] as const)
    await pageTest(`nothing to object to messages ${which}: ${locale}, ${theme}`, (test) =>
      messages(test, { locale, look: { theme } }),
    );
