/** Who is on the desk: a link that breaks for a moment moves no card; two phones of one mix are one column. */
import { until } from '../harness/until.js';
import { boxHasDb, command, newDevice, newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';
import { DESKTOP, PHONE, TABLET } from './harness/visit.js';

const { box, pageTest } = await stage('--source=tones:4');
const desk = await newEngineer(box, PIN, 'Marta');

for (const [locale, viewport] of [
  ['en-GB', PHONE],
  ['es', TABLET],
] as const)
  await pageTest(`a phone whose link breaks for two seconds moves no card and no column (${locale})`, async (test) => {
    const { t, engineer, musician, open } = test;
    const names = ['Ana', 'Bea', 'Leo'];
    const [, bea] = await Promise.all(names.map((name) => musician(name)));
    const { page, screen } = await engineer('Marta', { device: desk, viewport, locale });
    await page.getByRole('radio', { name: screen.words('deskCards') }).click();
    const card = screen.person('Bea');
    const delay = () => card.getByText(screen.words('linkBroken'));
    await bea!.screen.listen.click();
    await bea!.screen.stop.waitFor();
    // Its figures are there before anything is measured.
    await card.getByText(/WebSocket|RTP|DataChannel/).waitFor();
    const places = () => Promise.all(names.map((name) => screen.person(name).boundingBox()));
    const before = await places();
    await bea!.page.goto('about:blank');
    await delay().waitFor();
    t.same(await places(), before, 'while it is gone');
    t.same(await objections(page), []);
    await page.waitForTimeout(2000);
    t.same(await places(), before);
    await page.getByRole('radio', { name: screen.words('deskMatrix') }).click();
    t.ok((await screen.columns()).includes('Bea'), 'its column stays too');
    await page.getByRole('radio', { name: screen.words('deskCards') }).click();
    await open({ device: bea!.device });
    await delay().waitFor({ state: 'detached' });
    t.same(await places(), before, 'and when it is back');
  });

await pageTest('two phones of one mix: one column, and every way in leads to the mix that is played', async (test) => {
  const { t, engineer, musician } = test;
  const { device: dora } = await musician('Dora');
  const tablet = await newDevice(box, 'Tablet');
  await command(box, dora, `mix/${dora.uuid}`, { set: [{ p: 'gain', ch: 1, v: 0.5 }] });
  await command(box, tablet, `mix/${tablet.uuid}`, { set: [{ p: 'gain', ch: 1, v: 0.1 }] });
  const { phoneCode } = await command(box, dora, `device/${dora.uuid}`, { action: 'code' });
  await command(box, tablet, `device/${tablet.uuid}`, { action: 'redeem', code: phoneCode, both: true });
  await musician('Tablet', { device: tablet });
  await musician('Eva');
  const { page, screen } = await engineer('Marta', { device: desk, viewport: DESKTOP });
  await page.getByRole('radio', { name: 'Matrix' }).click();
  const head = page.getByRole('columnheader').filter({ hasText: 'Dora' });
  await head.getByText('2 phones: Dora, Tablet').waitFor();
  t.notOk((await screen.columns()).includes('Tablet'), 'no column of its own');
  await screen.cell('500 Hz', 'Dora', '−6.0 dB').waitFor();
  t.same(await objections(page), []);

  await page.getByRole('radio', { name: 'Cards' }).click();
  await screen.person('Tablet').getByText('Shares the mix of Dora').waitFor();
  await screen.person('Tablet').getByRole('button', { name: 'Mix Tablet' }).click();
  const title = (name: string) => screen.bar.getByRole('heading', { name, exact: true });
  await title('Dora').waitFor();
  const whose = page.getByRole('navigation', { name: 'Whose mix' });
  t.equal(await whose.getByRole('button', { name: 'Tablet' }).count(), 0, 'each mix once');
  t.ok(await whose.getByRole('button', { name: 'Eva' }).isVisible());
  await screen.fader(1).press('ArrowDown');
  await until('Dora’s mix', () => boxHasDb(box, dora, 1, -7));
  t.ok(await boxHasDb(box, tablet, 1, -20), 'the tablet’s own mix waits');
  await page.goto(page.url().replace(dora.uuid, tablet.uuid));
  await until('an old address leads there too', async () => page.url().endsWith(dora.uuid));
  await title('Dora').waitFor();
});
