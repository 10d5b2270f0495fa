/**
 * A store is damaged while pages are connected: the box starts from its newest good copy,
 * and the pages give their mixes back.
 */
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinBox, startBox } from '../control/support/box.js';
import { Box, type Device } from '../harness/box.js';
import { portsToReturnTo } from '../harness/ports.js';
import { until } from '../harness/until.js';
import { command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { PIN, PIN_FLAG, stageWithoutBox } from './harness/page-test.js';
import { identityOf } from './harness/visit.js';

const CHANNELS = 4;
const { pageTest } = await stageWithoutBox();

/** Everybody must end with the same mix, to the last bit. */
const said = async (box: Box, device: Device) => {
  const { channels, master } = await mixOf(box, device);
  return { channels, master };
};

await pageTest(
  'P4 after damage to the store everybody ends with the newest good copy and what the pages know',
  async ({ t, musician }) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'stagebox-damage-'));
    t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
    // The evening before: Ana is in the copy made then, Luis came after it.
    const before = await startBox({ dataDir });
    const ana = { ...(await joinBox(before, 'Ana')), name: 'Ana' };
    t.ok(await before.control.copyNow());
    await before.stop();

    const base = await portsToReturnTo(2);
    const flags = [`--source=tones:${CHANNELS}`, `--web-port=${base}`, `--audio-port=${base + 1}`];
    const start = () => Box.start([...flags, PIN_FLAG], { dataDir });
    const first = await start();
    const luis = await newDevice(first, 'Luis');
    const desk = await newEngineer(first, PIN);
    const pages = [
      await musician('Ana', { box: first, device: ana }),
      await musician('Luis', { box: first, device: luis }),
    ];
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
    for (const { screen } of pages) await screen.mute(1).click();
    const wanted = new Map<Device, unknown>();
    for (const device of [ana, luis]) {
      await until('the box has it muted', async () => (await mixOf(first, device)).channels[1]!.mute);
      wanted.set(device, await said(first, device));
    }
    const shown = await Promise.all(pages.map(({ screen }) => screen.shownDb(0)));

    await first.kill();
    const file = join(dataDir, 'store', 'data.mdb');
    truncateSync(file, Math.floor(statSync(file).size / 2));
    const second = await start();
    t.teardown(() => second.stop());
    t.ok(readdirSync(dataDir).some((name) => name.startsWith('damaged-')));
    t.ok(second.errors.some((line) => line.startsWith('store_damaged')));

    for (const [device, mix] of wanted) {
      const name = device === ana ? 'Ana, whom the copy knew' : 'Luis, who came after the copy';
      const { page } = pages[device === ana ? 0 : 1]!;
      let has: unknown;
      await until('the box has the mix again', async () => {
        has = await said(second, await identityOf(page)).catch(() => undefined);
        return JSON.stringify(has) === JSON.stringify(mix);
      }).catch(() => undefined);
      t.same(has, mix, `${name}: the box has the mix again`);
    }
    for (const [i, { screen }] of pages.entries()) {
      t.equal(await screen.shownDb(0), shown[i], 'the page shows what it showed');
      await screen.away.waitFor({ state: 'detached' });
    }
    // On disk, too.
    await second.stop();
    const third = await start();
    t.teardown(() => third.stop());
    t.same(await said(third, ana), wanted.get(ana));
  },
);
