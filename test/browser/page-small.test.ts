/**
 * Small screens with everything that may stand above the faders: the buttons of a strip stay visible and can be tapped.
 */
import t from 'tap';
import { command, newDevice, newEngineer, strip, visit } from './harness/page-driver.js';
import { browserAndBox } from './harness/page-test.js';

const PIN = '271828';
const SIZES = [
  { width: 667, height: 375 },
  { width: 740, height: 360 },
  { width: 390, height: 664 },
  { width: 320, height: 568 },
] as const;

const { browser, box } = await browserAndBox('--source=tones:6', `--engineer-pin=${PIN}`);

t.test(
  'solo and mute are reached at every size, in large text, with panic, solo, lock and songs on the screen',
  async (t) => {
    const engineer = await newEngineer(box, PIN);
    const device = await newDevice(box, 'Lia');
    await command(box, engineer, 'setlist', { action: 'set', songs: [{ name: 'One' }, { name: 'Two' }] });
    await command(box, engineer, 'setlist', { action: 'allow', anyone: true });
    await command(box, device, `mix/${device.uuid}`, { set: [{ p: 'solo', ch: 0, v: true }] });
    await command(box, engineer, 'panic', { level: 'dim' });
    await command(box, engineer, `device/${device.uuid}`, { action: 'lock', lock: 'engineer' });
    for (const viewport of SIZES) {
      for (const large of [false, true]) {
        const where = `${viewport.width} × ${viewport.height}${large ? ', large text' : ''}`;
        const { page, context, faults } = await visit(browser, box, {
          device,
          viewport,
          look: { theme: 'dark', large, mode: 'strips' },
        });
        await page.waitForSelector('.banners .banner >> nth=2');
        for (const key of ['.key--solo', '.key--mute']) {
          const button = strip(page, 0).locator(key);
          await button.evaluate((element) => element.scrollIntoView({ block: 'center' }));
          const seen = await button.evaluate((element) => {
            const { left, top, width, height, bottom } = element.getBoundingClientRect();
            const hit = document.elementFromPoint(left + width / 2, top + height / 2);
            return {
              whole: top >= 0 && bottom <= innerHeight + 1,
              hit: hit !== null && element.contains(hit) ? 'the key' : hit?.outerHTML.slice(0, 80),
            };
          });
          t.same(seen, { whole: true, hit: 'the key' }, `${where}: ${key}`);
        }
        const fader = (await strip(page, 0).locator('.fader').boundingBox())!;
        t.ok(fader.height >= 60, `${where}: a fader of ${Math.round(fader.height)} px`);
        t.same(faults, []);
        await context.close();
      }
    }
  },
);
