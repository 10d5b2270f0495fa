/** A few hundred touches that mean nothing; `npm run test:screens` makes many more, on every size of screen. */
import { seeded } from '../harness/seeded.js';
import { command, newDevice } from './harness/devices.js';
import { stage } from './harness/page-test.js';
import { touchFuzz } from './harness/touch-fuzz.js';

const GESTURES = 80;

const { box, pageTest } = await stage('--source=tones:12');

for (const [seed, viewport, density] of [
  [11, { width: 360, height: 740 }, '4'],
  [12, { width: 740, height: 360 }, '8'],
] as const)
  await pageTest(
    `no touch that misses changes a level by more than 6 dB: ${viewport.width} × ${viewport.height}, seed ${seed}`,
    async ({ t, musician }) => {
      const device = await newDevice(box, 'Fuzz');
      await command(box, device, `device/${device.uuid}`, { action: 'own', channels: [3] });
      const { page, screen } = await musician('Fuzz', { device, viewport, look: { density } });
      const { broken, onHandle } = await touchFuzz(page, screen, seeded(seed), GESTURES);
      t.same(broken, []);
      t.ok(onHandle > 0 && onHandle < GESTURES / 2, `most fingers missed, some did not: ${onHandle}`);
    },
  );
