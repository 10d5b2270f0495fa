/**
 * A page whose box is away: a command happens now or not at all, and the page says so; moved faders keep their change.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { Box } from '../harness/box.js';
import { Controller } from '../harness/controller.js';
import { portsToReturnTo } from '../harness/ports.js';
import {
  command,
  drag,
  fader,
  mixOf,
  newDevice,
  newEngineer,
  shownDb,
  TABLET,
  told,
  until,
  visit,
} from './harness/page-driver.js';
import { oneBrowser } from './harness/page-test.js';
import { Passage } from './harness/passage.js';

const PIN = '314159';
const NOT_DONE = 'Not done: the box does not answer';
const browser = await oneBrowser();

t.test(
  'with the box gone, buttons are grey, a command is refused at once and does not run when it is back',
  async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'stagebox-page-'));
    t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
    const base = await portsToReturnTo(2);
    const flags = ['--source=tones:4', `--engineer-pin=${PIN}`, `--web-port=${base}`, `--audio-port=${base + 1}`];
    const first = await Box.start(flags, { dataDir });
    const ana = await newDevice(first, 'Ana');
    const desk = await newEngineer(first, PIN, 'Marta');
    await command(first, ana, `preset/${ana.uuid}`, { action: 'save', name: 'Soundcheck' });
    await command(first, ana, `mix/${ana.uuid}`, { set: [{ p: 'mute', ch: 0, v: true }] });
    const musician = await visit(browser, first, { device: ana });
    await musician.page.waitForSelector('.bar button[aria-label="Undo"]:not([disabled])');
    const engineer = await visit(browser, first, { device: desk, viewport: TABLET, hash: '#/desk/people' });
    await engineer.page.waitForSelector('.bar .button--danger:not([disabled])');
    await first.stop();

    await engineer.page.waitForSelector('.bar .button--danger[disabled]');
    await musician.page.waitForSelector('.bar button[aria-label="Undo"][disabled]');
    await drag(musician.page, fader(musician.page, 1), { y: -60 });
    const wished = await shownDb(musician.page, 1);
    await musician.page.click('.bar button[aria-label="Menu"]');
    await musician.page.click('.sheet .list__item:has-text("Presets")');
    await musician.page.click('.sheet li:has-text("Soundcheck") .list__item');
    t.ok(await told(musician.page, NOT_DONE));

    const second = await Box.start(flags, { dataDir });
    t.teardown(() => second.stop());
    await engineer.page.waitForSelector('.bar .button--danger:not([disabled])');
    t.ok(
      await until(async () => Math.abs(20 * Math.log10((await mixOf(second, ana)).channels[1].gain) - wished) < 0.06),
      'what was moved meanwhile reaches the box',
    );
    t.ok((await mixOf(second, ana)).channels[0].mute, 'the preset that was asked for meanwhile does not come now');
    t.same([...musician.faults, ...engineer.faults], []);
    await musician.context.close();
    await engineer.context.close();
  },
);

t.test('during a silence not yet noticed, a command is given up, reported, and not sent again', async (t) => {
  const box = await Box.start(['--source=tones:4', `--engineer-pin=${PIN}`]);
  t.teardown(() => box.stop());
  const passage = await Passage.to(box.webPort);
  t.teardown(() => passage.close());
  const desk = await newEngineer(box, PIN, 'Marta');
  const { page, context, faults } = await visit(browser, box, {
    device: desk,
    viewport: TABLET,
    hash: '#/desk/people',
    port: passage.port,
  });
  await page.waitForSelector('.bar .button--danger:not([disabled])');
  const watcher = await Controller.connect(box, await newDevice(box, 'Luis'));
  const levels: string[] = [];
  watcher.onMessage((topic, json) => {
    if (topic === 'sb/1/box/panic') levels.push((json as { level: string }).level);
  });
  await watcher.client.subscribeAsync('sb/1/box/panic', { qos: 0 });
  // Without a pause: a moment later the page has noticed, and the button is grey.
  const pressed = page.evaluate(`document.querySelector('.bar .button--danger').click()`);
  passage.hold();
  await pressed;
  t.ok(await told(page, NOT_DONE));
  await page.waitForSelector('.bar .button--danger[disabled]');
  passage.release();
  await page.waitForSelector('.bar .button--danger:not([disabled])');
  // Sent after the connection is back: everything that came with it is done first.
  await page.click('.bar .button--outline');
  t.ok(await until(() => levels.includes('dim')));
  t.same(levels, ['off', 'dim'], 'nobody was muted, then or later');
  await watcher.end();
  t.same(faults, []);
  await context.close();
});
