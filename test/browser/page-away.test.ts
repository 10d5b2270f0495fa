/**
 * A page whose box is away: a command happens now or not at all, and the page says so. For moved faders it asks when
 * the box is back.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Box } from '../harness/box.js';
import { Controller } from '../harness/controller.js';
import { portsToReturnTo } from '../harness/ports.js';
import { until } from '../harness/until.js';
import { boxHasDb, command, mixOf, newDevice } from './harness/devices.js';
import { drag } from './harness/gestures.js';
import { said } from './harness/hearing.js';
import { PIN_FLAG, stageWithoutBox } from './harness/page-test.js';
import { Passage } from './harness/passage.js';
import type { Screen } from './harness/screen.js';

const NOT_DONE = 'Couldn’t do that: the box does not answer';
const { pageTest } = await stageWithoutBox();

const muteAll = (screen: Screen, disabled: boolean) =>
  screen.bar.getByRole('button', { name: 'Mute all', disabled }).waitFor();
const canUndo = (screen: Screen, yes: boolean) =>
  screen.bar.getByRole('button', { name: 'Undo', disabled: !yes }).waitFor();

await pageTest(
  'with the box gone, buttons are grey, a command is refused at once and does not run when it is back',
  async ({ t, musician, engineer }) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'stagebox-page-'));
    t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
    const base = await portsToReturnTo(2);
    const flags = ['--source=tones:4', PIN_FLAG, `--web-port=${base}`, `--audio-port=${base + 1}`];
    const first = await Box.start(flags, { dataDir });
    const ana = await newDevice(first, 'Ana');
    await command(first, ana, `preset/${ana.uuid}`, { action: 'save', name: 'Soundcheck' });
    await command(first, ana, `mix/${ana.uuid}`, { set: [{ p: 'mute', ch: 0, v: true }] });
    const { page, screen } = await musician('Ana', { box: first, device: ana });
    await canUndo(screen, true);
    const { screen: desk } = await engineer('Marta', { box: first });
    await muteAll(desk, false);
    await first.stop();

    await muteAll(desk, true);
    await canUndo(screen, false);
    await drag(page, screen.fader(1), { y: -60 });
    const wished = await screen.shownDb(1);
    await screen.openSheet('presetsTitle');
    await screen.sheet.getByRole('button', { name: 'Soundcheck Recall' }).click();
    await said(page, NOT_DONE);

    const second = await Box.start(flags, { dataDir });
    t.teardown(() => second.stop());
    await muteAll(desk, false);
    await screen.closeSheet();
    await screen.alert('Moved while the box was away').waitFor();
    t.notOk(await boxHasDb(second, ana, 1, wished), 'not unasked');
    await screen.button('applyUnsent').click();
    await until('what was moved meanwhile reaches the box', () => boxHasDb(second, ana, 1, wished));
    t.ok((await mixOf(second, ana)).channels[0].mute, 'the preset that was asked for meanwhile does not come now');
  },
);

await pageTest(
  'during a silence not yet noticed, a command is given up, reported, and not sent again',
  async ({ t, engineer }) => {
    const box = await Box.start(['--source=tones:4', PIN_FLAG]);
    t.teardown(() => box.stop());
    const passage = await Passage.to(box.webPort);
    t.teardown(() => passage.close());
    const { page, screen } = await engineer('Marta', { box, port: passage.port });
    await muteAll(screen, false);
    const watcher = await Controller.connect(box, await newDevice(box, 'Luis'));
    t.teardown(() => watcher.end());
    const levels: string[] = [];
    watcher.onMessage((topic, json) => {
      if (topic === 'sb/1/box/panic') levels.push((json as { level: string }).level);
    });
    await watcher.client.subscribeAsync('sb/1/box/panic', { qos: 0 });
    // Without a pause: a moment later the page has noticed, and the button is grey.
    const button = await screen.button('panicMute').elementHandle();
    const pressed = button!.evaluate((element) => (element as HTMLElement).click());
    passage.hold();
    await pressed;
    await said(page, NOT_DONE);
    await muteAll(screen, true);
    passage.release();
    await muteAll(screen, false);
    // Sent after the connection is back: everything that came with it is done first.
    await screen.button('panicDim').click();
    await until('everybody is turned down', () => levels.includes('dim'));
    t.same(levels, ['off', 'dim'], 'nobody was muted, then or later');
  },
);
