/**
 * Layers over the page (panels, the pocket lock). Messages are visible there and can be tapped, and Back closes the
 * layer instead of leaving the page.
 */
import type { Page } from 'playwright-core';
import { until } from '../harness/until.js';
import { command, newDevice, newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';
import { Passage } from './harness/passage.js';

const { box, pageTest } = await stage('--source=tones:4');

/** Back, and no trace of the page: it left nothing in the history. */
async function leaves(page: Page): Promise<void> {
  await until('the page left no step in the history', async () => (await page.evaluate('history.state')) === null);
  await page.goBack();
  await until('Back leaves the page', () => page.url() === 'about:blank');
}

await pageTest('a message over an open panel is seen and touched', async ({ t, musician }) => {
  const desk = await newEngineer(box, PIN);
  const { screen, device: ana } = await musician('Ana');
  await screen.button('menu').click();
  await screen.sheet.waitFor();
  await command(box, desk, `mix/${ana.uuid}`, { set: [{ p: 'mute', ch: 1, v: true }] });
  const message = screen.message('Desk');
  await screen.button('closeMessage', {}, message).click();
  await message.waitFor({ state: 'detached' });
  t.ok(await screen.sheet.isVisible(), 'the panel stays');
});

await pageTest('Back closes a panel, and one closed by hand leaves no step behind', async ({ t, musician }) => {
  const { page, screen } = await musician('Luis');
  await screen.button('menu').click();
  await screen.sheet.waitFor();
  await page.goBack();
  await screen.sheet.waitFor({ state: 'detached' });
  t.ok(await screen.master.isVisible());

  await screen.openSheet('presetsTitle');
  await screen.sheetOf('Presets and songs').waitFor();
  await page.goBack();
  await screen.sheet.waitFor({ state: 'detached' });
  t.ok(await screen.master.isVisible(), 'from the second of two as well');

  for (let i = 0; i < 3; i++) {
    await screen.button('menu').click();
    await screen.closeSheet();
  }
  await leaves(page);
});

await pageTest('from a panel to the desk, and Back to the mix', async ({ t, musician }) => {
  const { page, screen } = await musician('Marta', { device: await newEngineer(box, PIN, 'Marta') });
  await screen.openSheet('engineerTitle');
  await screen.more('Marta').click();
  await screen.sheet.waitFor();
  await page.goBack();
  await screen.sheet.waitFor({ state: 'detached' });
  t.ok(await screen.desk.isVisible());
  await page.goBack();
  await screen.mixer();
  await leaves(page);
});

await pageTest('the pocket lock: Back does nothing, and the lock screen shows what matters', async ({ t, open }) => {
  const passage = await Passage.to(box.webPort);
  t.teardown(() => passage.close());
  const pau = await newDevice(box, 'Pau');
  const desk = await newEngineer(box, PIN, 'Desk');
  const { id } = await command(box, desk, 'session', { action: 'create' });
  await command(box, desk, `session/${id}`, { action: 'join' });
  const { page, screen } = await open({ device: pau, port: passage.port, query: `session=${id}` });
  await screen.message('You are in session').waitFor();
  await command(box, desk, `session/${id}`, { action: 'message', text: 'Hello' });
  await screen.message('Hello').waitFor();
  await command(box, desk, `session/${id}`, { action: 'cue', text: 'Stop' });
  await screen.alert('Desk: Stop').waitFor();
  t.same(await objections(page), [], 'an alert beside a message');

  await screen.button('pocketLock').click();
  const lock = screen.sheetOf('Locked');
  const urgent = lock.getByRole('alert');
  await urgent.getByText('Desk: Stop').waitFor();
  for (let i = 0; i < 2; i++) {
    await page.goBack();
    await until('the lock is in the history again', async () => (await page.evaluate('history.state?.layers')) === 1);
    t.ok(await lock.isVisible());
  }
  await command(box, desk, `session/${id}`, { action: 'cue', text: 'Encore' });
  await urgent.getByText('Desk: Encore').waitFor();
  await command(box, desk, 'panic', { level: 'mute' });
  await urgent.getByText('Desk has muted everybody').waitFor();
  t.same(await objections(page), [], 'a lock that tells');
  await command(box, desk, 'panic', { level: 'off' });
  t.equal(await lock.getByText(screen.awayWords).count(), 0);
  passage.hold();
  await lock.getByText(screen.awayWords).waitFor();
  await urgent.getByText('Not connected').waitFor();
  passage.release();
  await urgent.getByText('Not connected').waitFor({ state: 'detached' });

  await screen.button('unlock', {}, lock).press('Enter');
  await lock.waitFor({ state: 'detached' });
  await leaves(page);
});
