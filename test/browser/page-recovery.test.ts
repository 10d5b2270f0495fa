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
import { drag, fader, hears, listen, mixOf, newDevice, shownDb, strip, until, visit } from './harness/page-driver.js';
import { oneBrowser } from './harness/page-test.js';
import { Passage } from './harness/passage.js';

const CHANNELS = 4;
const browser = await oneBrowser();

t.test('after a restart of the box the page reconnects by itself, mixes and plays', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stagebox-page-'));
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  const base = await portsToReturnTo(2);
  const flags = [`--source=tones:${CHANNELS}`, `--web-port=${base}`, `--audio-port=${base + 1}`];
  const first = await Box.start(flags, { dataDir });
  const device = await newDevice(first, 'Ana');
  const { page, context, faults } = await visit(browser, first, { device });
  await page.waitForSelector('.dock');
  await listen(page);
  await strip(page, 0).locator('.key--mute').click();
  t.same(await hears(page, CHANNELS, [1, 2, 3]), [1, 2, 3]);
  await first.stop();
  await page.waitForSelector('.dot--busy');
  await drag(page, fader(page, 1), { y: -60 });
  const wished = await shownDb(page, 1);
  const second = await Box.start(flags, { dataDir });
  t.teardown(() => second.stop());
  await page.waitForSelector('.dot--busy', { state: 'detached' });
  t.equal(await shownDb(page, 1), wished, 'what was moved meanwhile is not lost');
  t.ok(
    await until(async () => Math.abs(20 * Math.log10((await mixOf(second, device)).channels[1].gain) - wished) < 0.06),
    'and reaches the box',
  );
  t.ok((await mixOf(second, device)).channels[0].mute, 'what was saved is there');
  t.same(await hears(page, CHANNELS, [1, 2, 3]), [1, 2, 3], 'and the sound comes back');
  t.same(faults, []);
  await context.close();
});

t.test('with one box', async (t) => {
  const box = await Box.start([`--source=tones:${CHANNELS}`]);
  t.teardown(() => box.stop());

  await t.test('a network that goes silent and returns: no change is lost, no reload is needed', async (t) => {
    const passage = await Passage.to(box.webPort);
    t.teardown(() => passage.close());
    const device = await newDevice(box, 'Luis');
    const { page, context, faults } = await visit(browser, box, { device, port: passage.port });
    await page.waitForSelector('.dock');
    const painted = `(() => { const { width, height } = document.querySelector('.strip canvas');
      return document.querySelector('.strip canvas').getContext('2d').getImageData(0, 0, width, height).data.some((value) => value > 0); })()`;
    t.ok(await until(() => page.evaluate(painted)), 'the meter of a tone');
    t.equal(await page.locator('.dot--busy, .banner').count(), 0);
    passage.hold();
    await drag(page, fader(page, 2), { y: 60 });
    const wished = await shownDb(page, 2);
    await page.waitForSelector('.dot--busy');
    await page.waitForSelector('.banner[role=alert]:has-text("your changes wait")');
    t.ok(await until(async () => !(await page.evaluate(painted))), 'no meter stands at what was last');
    t.not(Math.round(20 * Math.log10((await mixOf(box, device)).channels[2].gain)), Math.round(wished));
    passage.release();
    t.ok(
      await until(async () => Math.abs(20 * Math.log10((await mixOf(box, device)).channels[2].gain) - wished) < 0.06),
    );
    t.equal(await shownDb(page, 2), wished);
    t.ok(await until(() => page.evaluate(painted)), 'the meters are back');
    await page.waitForSelector('.banner', { state: 'detached' });
    t.same(faults, []);
    await context.close();
  });

  await t.test('a second page of the same device takes over; the first says so and waits for a tap', async (t) => {
    const device = await newDevice(box, 'Pau');
    const one = await visit(browser, box, { device });
    await one.page.waitForSelector('.dock');
    const two = await visit(browser, box, { device });
    await two.page.waitForSelector('.dock');
    await one.page.waitForSelector('.banner:has-text("somewhere else")');
    await one.page.waitForTimeout(1500);
    t.equal(await two.page.locator('.banner').count(), 0, 'the first did not take it back by itself');
    await one.page.click('.banner .button');
    await two.page.waitForSelector('.banner:has-text("somewhere else")');
    t.same([...one.faults, ...two.faults], []);
    await one.context.close();
    await two.context.close();
  });

  await t.test('a page that was frozen shows the current mix when it wakes', async (t) => {
    const device = await newDevice(box, 'Mei');
    const { page, context, faults } = await visit(browser, box, { device });
    await page.waitForSelector('.dock');
    const session = await context.newCDPSession(page);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    const op = { topic: `mix/${device.uuid}`, op: 'elsewhere', set: [{ p: 'gain', ch: 0, v: 1 }] };
    await box.json('/api/command', { method: 'POST', token: device.token, body: JSON.stringify(op) });
    await sleep(2500);
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    t.ok(await until(async () => (await shownDb(page, 0)) === 0));
    t.same(faults, []);
    await context.close();
  });

  await t.test(
    'a device whose uuid belongs to somebody else here becomes a new device and keeps its name',
    async (t) => {
      const device = await newDevice(box, 'Nil');
      const stranger = { ...device, token: 'of-another-box' };
      const { page, context, faults } = await visit(browser, box, { device: stranger });
      await page.waitForSelector('.dock');
      const uuid = await page.evaluate(`localStorage.getItem('fichatech_web_device_uuid')`);
      t.not(uuid, device.uuid);
      t.equal(await page.textContent('.bar h1'), 'Nil');
      t.same(faults, []);
      await context.close();
    },
  );

  await t.test('with storage forbidden by the browser the page works until it is closed, and says so', async (t) => {
    const { page, context, faults } = await visit(browser, box);
    await context.addInitScript(
      `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } })`,
    );
    await page.goto(page.url());
    await page.waitForSelector('.welcome .problem:has-text("normal browser")');
    await page.fill('.welcome input', 'Captive');
    await page.click('.welcome button[type=submit]');
    await page.click('.welcome .button--plain');
    await page.waitForSelector('.dock');
    t.equal(await shownDb(page, 0), -6);
    t.same(faults, []);
    await context.close();
  });

  await t.test('new software on the box: an idle page reloads by itself, one in use asks first', async (t) => {
    const passage = await Passage.to(box.webPort);
    t.teardown(() => passage.close());
    const device = await newDevice(box, 'Ona');
    const { page, context, faults } = await visit(browser, box, { device, port: passage.port });
    await page.waitForSelector('.dock');
    await listen(page);
    await page.evaluate(`globalThis.sameLoad = true`);
    await page.route('**/version.json', (route) => route.fulfill({ json: { build: 'another' } }));
    passage.release();
    await page.waitForSelector('.banner:has-text("New software")');
    t.equal(await page.evaluate(`globalThis.sameLoad`), true, 'not while somebody listens');
    await page.unroute('**/version.json');
    // Each load asks once for the box's software version; only then is the next question due.
    const asked = page.waitForResponse('**/version.json');
    await page.click('.banner .button:has-text("Reload")');
    await asked;
    await page.waitForSelector('.dock');
    t.equal(await page.evaluate(`globalThis.sameLoad`), undefined);

    await page.evaluate(`globalThis.sameLoad = true`);
    await page.route('**/version.json', (route) => route.fulfill({ json: { build: 'another' } }), { times: 1 });
    passage.release();
    t.ok(await until(async () => (await page.evaluate(`globalThis.sameLoad`).catch(() => true)) === undefined));
    t.same(faults, []);
    await context.close();
  });
});
