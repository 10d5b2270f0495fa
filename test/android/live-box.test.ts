/** The Android app's session against the real box. Its protocol code was written from docs/native-protocol.md alone. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { loadAddon } from '../../src/addon/index.js';
import { Box } from '../harness/box.js';
import { compileJava, noJava } from './jvm.js';

const LIVE = 'com.fichatech.stagebox.live';
const missing = noJava();
const hasOpus = loadAddon()?.opusMissing() === '';
if (missing) {
  t.plan(0, missing);
} else {
  const java = compileJava();
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-live-'));
  const data = join(folder, 'data');
  let box = await Box.start(['--source', 'tones:8'], { dataDir: data });
  t.teardown(async () => {
    java.remove();
    await box.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  t.test('whole sessions', async (t) => {
    const { ok, output } = await java.run([`${LIVE}.BoxTest`], { 'box.web': String(box.webPort) });
    if (!ok) t.comment(output);
    t.ok(ok, 'every test of the class');
  });

  t.test('the volume keys', async (t) => {
    const { ok, output } = await java.run([`${LIVE}.VolumeKeysTest`], { 'box.web': String(box.webPort) });
    if (!ok) t.comment(output);
    t.ok(ok, 'every test of the class');
  });

  t.test('Opus', { skip: hasOpus ? false : 'no libopus here' }, async (t) => {
    const { ok, output } = await java.run([`${LIVE}.OpusTest`], { 'box.web': String(box.webPort) });
    if (!ok) t.comment(output);
    t.ok(ok, 'every test of the class');
  });

  t.test('the box is switched off and on', async (t) => {
    const signal = join(folder, 'restart');
    const running = java.run([`${LIVE}.RestartTest`], { 'box.web': String(box.webPort), 'box.restart': signal });
    let ended = false;
    const end = running.then(() => {
      ended = true;
    });
    while (!existsSync(signal) && !ended) await sleep(20);
    if (!ended) {
      await box.stop();
      box = await Box.start(['--source', 'tones:8', '--web-port', String(box.webPort)], { dataDir: data });
    }
    await end;
    const { ok, output } = await running;
    if (!ok) t.comment(output);
    t.ok(ok, 'every test of the class');
  });
}
