/** Whatever appears by itself above the faders: none moves under a finger, and it is shown once the finger has left. */
// Functions that run inside the page use its globals.
/// <reference lib="dom" />
import type { Locator } from 'playwright-core';
import { until } from '../harness/until.js';
import { command, newDevice, newEngineer } from './harness/devices.js';
import { hold } from './harness/gestures.js';
import { handleOf } from './harness/measures.js';
import { PIN, stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:6');
const desk = await newEngineer(box, PIN, 'Marta');

/** Whether something is on the screen and on top. */
const isSeen = (target: Locator) =>
  target.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return hit !== null && (element.contains(hit) || hit.contains(element)) && hit !== document.documentElement;
  });

for (const viewport of [
  { width: 360, height: 740 },
  { width: 320, height: 568 },
])
  await pageTest(`no fader moves under a finger: ${viewport.width} × ${viewport.height}`, async (test) => {
    const { t, musician } = test;
    const device = await newDevice(box, `Ana ${viewport.width}`);
    const { page, screen } = await musician(device.name, { device, viewport });
    const set = (by: typeof device, p: string, v: unknown) =>
      command(box, by, `mix/${device.uuid}`, { set: [{ p, ch: 4, v }] });
    const lock = (value: string | null) => command(box, desk, `device/${device.uuid}`, { action: 'lock', lock: value });
    const songs = (names: readonly string[]) =>
      command(box, desk, 'setlist', { action: 'set', songs: names.map((name) => ({ name })) });
    await command(box, desk, 'setlist', { action: 'allow', anyone: true });
    const cases: readonly (readonly [what: string, come: () => unknown, seen: Locator, go: () => unknown])[] = [
      ['a message', () => set(desk, 'gain', 0.3), screen.message('Marta'), () => undefined],
      ['solo', () => set(device, 'solo', true), screen.text('clearSolo'), () => set(device, 'solo', false)],
      ['a lock', () => lock('engineer'), screen.text('lockedByEngineer'), () => lock(null)],
      ['songs', () => songs(['Luz']), screen.songs, () => songs([])],
      [
        'panic',
        () => command(box, desk, 'panic', { level: 'dim' }),
        screen.alert('turned everybody down'),
        () => command(box, desk, 'panic', { level: 'off' }),
      ],
    ];
    for (const [what, come, seen, go] of cases) {
      const place = () => screen.fader(2).boundingBox();
      const letGo = await hold(page, await handleOf(screen.fader(2)));
      const before = await place();
      await come();
      await seen.waitFor({ state: 'attached' });
      await page.waitForTimeout(300);
      t.same(await place(), before, what);
      await letGo();
      await until(`${what} is shown`, () => isSeen(seen));
      await go();
      // The next one comes to a screen without this one.
      await seen.waitFor({ state: 'detached' });
    }
  });
