/**
 * Touches the musician's page at every size and in both languages, and says where a level moved that nobody meant.
 *
 *   npm run test:screens [-- --gestures 10000 --seed 1]
 */
import { parseArgs } from 'node:util';
import { launchChromium } from '../browser/harness/chromium.js';
import { command, newDevice } from '../browser/harness/devices.js';
import { touchFuzz } from '../browser/harness/touch-fuzz.js';
import { visit } from '../browser/harness/visit.js';
import { Box } from '../harness/box.js';
import { seeded } from '../harness/seeded.js';

const { values: options } = parseArgs({
  options: { gestures: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});

const SIZES = [
  { width: 320, height: 568 },
  { width: 360, height: 600 },
  { width: 360, height: 740 },
  { width: 740, height: 360 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
] as const;
const LOCALES = ['en-GB', 'es-ES'] as const;
const LOOKS = [{ density: '4' }, { density: '8' }, { mode: 'groups' }] as const;

const each = Math.ceil(Number(options.gestures) / (SIZES.length * LOCALES.length * LOOKS.length));
const box = await Box.start(['--source=tones:16']);
const browser = await launchChromium();
let broken = 0;
let seed = Number(options.seed);
try {
  for (const viewport of SIZES)
    for (const locale of LOCALES)
      for (const look of LOOKS) {
        const device = await newDevice(box, 'Fuzz');
        await command(box, device, `device/${device.uuid}`, { action: 'own', channels: [5] });
        const { page, screen, context } = await visit(browser, box, { device, viewport, locale, look });
        await screen.mixer();
        const found = await touchFuzz(page, screen, seeded(seed), each);
        await context.close();
        const where = `${viewport.width} × ${viewport.height} ${locale} ${JSON.stringify(look)} seed ${seed}`;
        console.log(`${where}: ${found.length === 0 ? 'good' : found.join('; ')}`);
        broken += found.length;
        seed++;
      }
} finally {
  await browser.close();
  await box.stop();
}
process.exitCode = broken === 0 ? 0 : 1;
