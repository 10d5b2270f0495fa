/**
 * Small screens with everything that may stand above the faders: the buttons of a strip stay visible and can be tapped.
 */
import { command, newDevice, newEngineer } from './harness/devices.js';
import { PIN, stage } from './harness/page-test.js';

const SIZES = [
  { width: 667, height: 375 },
  { width: 740, height: 360 },
  { width: 390, height: 664 },
  { width: 360, height: 600 },
  { width: 320, height: 568 },
] as const;

const { box, pageTest } = await stage('--source=tones:6');
const desk = await newEngineer(box, PIN);
const device = await newDevice(box, 'Lia');
await command(box, desk, 'setlist', { action: 'set', songs: [{ name: 'One' }, { name: 'Two' }] });
await command(box, desk, 'setlist', { action: 'allow', anyone: true });
await command(box, device, `mix/${device.uuid}`, { set: [{ p: 'solo', ch: 0, v: true }] });
await command(box, desk, 'panic', { level: 'dim' });
await command(box, desk, `device/${device.uuid}`, { action: 'lock', lock: 'engineer' });

for (const viewport of SIZES)
  for (const large of [false, true]) {
    const where = `${viewport.width} × ${viewport.height}${large ? ', large text' : ''}`;
    await pageTest(
      `solo and mute are reached with panic, solo, lock and songs on the screen: ${where}`,
      async ({ t, musician }) => {
        const { screen } = await musician('Lia', { device, viewport, look: { theme: 'dark', large, mode: 'strips' } });
        await screen.alert('turned everybody down').waitFor();
        await screen.text('soloActive', { n: 1, all: 6 }).waitFor();
        await screen.songs.waitFor();
        for (const [name, button] of [
          ['solo', screen.solo(0)],
          ['mute', screen.mute(0)],
        ] as const) {
          await button.evaluate((element) => element.scrollIntoView({ block: 'center' }));
          const seen = await button.evaluate((element) => {
            const { left, top, width, height, bottom } = element.getBoundingClientRect();
            const hit = document.elementFromPoint(left + width / 2, top + height / 2);
            return {
              whole: top >= 0 && bottom <= innerHeight + 1,
              hit: hit !== null && element.contains(hit) ? 'the key' : hit?.outerHTML.slice(0, 80),
            };
          });
          t.same(seen, { whole: true, hit: 'the key' }, name);
        }
        const { height } = (await screen.fader(0).boundingBox())!;
        t.ok(height >= (large ? 72 : 84), `a fader of ${Math.round(height)} px`);
        await screen.button('moreNotes', { n: 1 }).click();
        await screen.text('lockedByEngineer').waitFor();
      },
    );
  }
