/**
 * A page during a gig: a restarted box, a lost network, a second screen, a sleeping page,
 * another box at the same address.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { Box } from '../harness/box.js';
import { portsToReturnTo } from '../harness/ports.js';
import { until } from '../harness/until.js';
import { boxHasDb, command, mixOf, newDevice } from './harness/devices.js';
import { drag } from './harness/gestures.js';
import { hears, listen } from './harness/hearing.js';
import { meterShows } from './harness/measures.js';
import { stageWithoutBox } from './harness/page-test.js';
import { Passage } from './harness/passage.js';
import { identityOf } from './harness/visit.js';

const CHANNELS = 4;
const { pageTest } = await stageWithoutBox();
// Started before the first test: tap ends a file that has no test under way.
const box = await Box.start([`--source=tones:${CHANNELS}`]);
t.teardown(() => box.stop());

await pageTest('after a restart of the box the page reconnects by itself, mixes and plays', async ({ t, musician }) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stagebox-page-'));
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  const base = await portsToReturnTo(2);
  const flags = [`--source=tones:${CHANNELS}`, `--web-port=${base}`, `--audio-port=${base + 1}`];
  const first = await Box.start(flags, { dataDir });
  const { page, screen, device } = await musician('Ana', { box: first });
  await listen(screen);
  await screen.mute(0).click();
  t.same(await hears(page, CHANNELS, [1, 2, 3]), [1, 2, 3]);
  await first.stop();
  await screen.away.waitFor();
  await drag(page, screen.fader(1), { y: -60 });
  const moved = await screen.shownDb(1);
  const second = await Box.start(flags, { dataDir });
  t.teardown(() => second.stop());
  await screen.away.waitFor({ state: 'detached' });
  await screen.alert('Moved while the box was away').waitFor();
  t.equal(await screen.shownDb(1), -6, 'the fader shows what is heard');
  t.notOk(await boxHasDb(second, device, 1, moved), 'nothing jumps as the sound comes back');
  await screen.button('applyUnsent').click();
  t.equal(await screen.shownDb(1), moved, 'what was moved meanwhile is not lost');
  await until('it reaches the box', () => boxHasDb(second, device, 1, moved));
  t.ok((await mixOf(second, device)).channels[0].mute, 'what was saved is there');
  t.same(await hears(page, CHANNELS, [1, 2, 3]), [1, 2, 3], 'and the sound comes back');
});

await pageTest(
  'a network that goes silent and returns: no change is lost, no reload is needed',
  async ({ t, musician }) => {
    const passage = await Passage.to(box.webPort);
    t.teardown(() => passage.close());
    const { page, screen, device } = await musician('Luis', { box, port: passage.port });
    await meterShows(screen.strip(0), true);
    t.equal(await screen.away.count(), 0);
    t.equal(await screen.text('awayMix').count(), 0);
    passage.hold();
    await drag(page, screen.fader(2), { y: 60 });
    const moved = await screen.shownDb(2);
    await screen.away.waitFor();
    await screen.alert('Changes wait for your word').waitFor();
    await meterShows(screen.strip(0), false);
    t.notOk(await boxHasDb(box, device, 2, moved));
    passage.release();
    await until('the change reaches the box', () => boxHasDb(box, device, 2, moved));
    t.equal(await screen.shownDb(2), moved);
    await meterShows(screen.strip(0), true);
    await screen.text('awayMix').waitFor({ state: 'detached' });
  },
);

await pageTest(
  'a second page of the same device takes over; the first says so and waits for a tap',
  async ({ t, musician }) => {
    const { page, screen, device } = await musician('Pau', { box });
    const { screen: second } = await musician('Pau', { box, device });
    await screen.text('replacedHere').waitFor();
    await page.waitForTimeout(1500);
    t.equal(await second.text('replacedHere').count(), 0, 'the first did not take it back by itself');
    await screen.button('useHere').click();
    await second.text('replacedHere').waitFor();
  },
);

await pageTest('a page that was frozen shows the current mix when it wakes', async ({ musician }) => {
  const { page, screen, context, device } = await musician('Mei', { box });
  const session = await context.newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await command(box, device, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 0, v: 1 }] });
  await sleep(2500);
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await until('the page shows the change', async () => (await screen.shownDb(0)) === 0);
});

await pageTest(
  'a device whose uuid belongs to somebody else here becomes a new device and keeps its name',
  async ({ t, musician }) => {
    const device = await newDevice(box, 'Nil');
    const { page, screen } = await musician('Nil', { box, device: { ...device, token: 'of-another-box' } });
    t.not((await identityOf(page)).uuid, device.uuid);
    await screen.bar.getByRole('heading', { name: 'Nil', exact: true }).waitFor();
  },
);

await pageTest(
  'with storage forbidden by the browser the page works until it is closed, and says so',
  async ({ t, open }) => {
    const { page, screen, context } = await open({ box });
    await context.addInitScript(
      `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } })`,
    );
    await page.goto(page.url());
    await page.getByText('in your normal browser').waitFor();
    await screen.enterName('Captive');
    await screen.button('skip').click();
    await screen.mixer();
    t.equal(await screen.shownDb(0), -6);
  },
);

await pageTest(
  'new software on the box: an idle page reloads by itself, one in use asks first',
  async ({ t, musician }) => {
    const passage = await Passage.to(box.webPort);
    t.teardown(() => passage.close());
    const { page, screen } = await musician('Ona', { box, port: passage.port });
    await listen(screen);
    await page.evaluate(`globalThis.sameLoad = true`);
    await page.route('**/version.json', (route) => route.fulfill({ json: { build: 'another' } }));
    passage.release();
    await screen.text('newVersionPlaying').waitFor();
    t.equal(await page.evaluate(`globalThis.sameLoad`), true, 'not while somebody listens');
    await page.unroute('**/version.json');
    // Each load asks once for the box's software version; only then is the next question due.
    const asked = page.waitForResponse('**/version.json');
    await screen.button('reload').click();
    await asked;
    await screen.mixer();
    t.equal(await page.evaluate(`globalThis.sameLoad`), undefined);

    await page.evaluate(`globalThis.sameLoad = true`);
    await page.route('**/version.json', (route) => route.fulfill({ json: { build: 'another' } }), { times: 1 });
    passage.release();
    const reloaded = async () => (await page.evaluate(`globalThis.sameLoad`).catch(() => true)) === undefined;
    await until('the page has reloaded', reloaded);
  },
);
