/**
 * A store is damaged while pages are connected: the box starts from its newest good copy,
 * and the pages give their mixes back.
 */
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { joinBox, startBox } from '../control/support/box.js';
import { Box, type Device } from '../harness/box.js';
import { portsToReturnTo } from '../harness/ports.js';
import { command, mixOf, newDevice, newEngineer, shownDb, strip, until, visit } from './harness/page-driver.js';
import { oneBrowser } from './harness/page-test.js';

const CHANNELS = 4;
/** Everybody must end with the same mix, to the last bit. */
const said = async (box: Box, device: Device) => {
  const { channels, master } = await mixOf(box, device);
  return { channels, master };
};

t.test('P4 after damage to the store everybody ends with the newest good copy and what the pages know', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stagebox-damage-'));
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  // The evening before: Ana is in the copy made then, Luis came after it.
  const before = await startBox({ dataDir });
  const ana = { ...(await joinBox(before, 'Ana')), name: 'Ana' };
  t.ok(await before.control.copyNow());
  await before.stop();

  const base = await portsToReturnTo(2);
  const flags = [`--source=tones:${CHANNELS}`, `--web-port=${base}`, `--audio-port=${base + 1}`];
  const start = () => Box.start([...flags, '--engineer-pin=123456'], { dataDir });
  const first = await start();
  const luis = await newDevice(first, 'Luis');
  const desk = await newEngineer(first, '123456');
  const browser = await oneBrowser();
  const pages = [await visit(browser, first, { device: ana }), await visit(browser, first, { device: luis })];
  for (const { page } of pages) await page.waitForSelector('.dock');
  for (const [device, gain, master] of [
    [ana, 0.111, 0.9],
    [luis, 0.777, 0.4],
  ] as const)
    await command(first, desk, `mix/${device.uuid}`, {
      set: [
        { p: 'gain', ch: 0, v: gain },
        { p: 'pan', ch: 2, v: -0.3 },
        { p: 'master', v: master },
      ],
    });
  for (const { page } of pages) await strip(page, 1).locator('.key--mute').click();
  const wanted = new Map<Device, unknown>();
  for (const device of [ana, luis]) {
    t.ok(await until(async () => (await mixOf(first, device)).channels[1]!.mute));
    wanted.set(device, await said(first, device));
  }
  const shown = await Promise.all(pages.map(({ page }) => shownDb(page, 0)));

  await first.kill();
  const file = join(dataDir, 'store', 'data.mdb');
  truncateSync(file, Math.floor(statSync(file).size / 2));
  const second = await start();
  t.teardown(() => second.stop());
  t.ok(readdirSync(dataDir).some((name) => name.startsWith('damaged-')));
  t.ok(second.errors.some((line) => line.startsWith('store_damaged')));

  for (const [device, mix] of wanted) {
    const name = device === ana ? 'Ana, whom the copy knew' : 'Luis, who came after the copy';
    const token = () =>
      pages[device === ana ? 0 : 1]!.page.evaluate(`localStorage.getItem('fichatech_web_device_token')`);
    let has: unknown;
    await until(async () => {
      const now = { uuid: device.uuid, token: (await token()) as string };
      has = await said(second, now).catch(() => undefined);
      return JSON.stringify(has) === JSON.stringify(mix);
    });
    t.same(has, mix, `${name}: the box has the mix again`);
  }
  for (const [i, { page, faults, context }] of pages.entries()) {
    t.equal(await shownDb(page, 0), shown[i], 'the page shows what it showed');
    t.ok(await until(async () => (await page.locator('.dot--busy').count()) === 0));
    t.same(faults, []);
    await context.close();
  }
  // On disk, too.
  await second.stop();
  const third = await start();
  t.teardown(() => third.stop());
  t.same(await said(third, ana), wanted.get(ana));
});
