import t from 'tap';
import { DevicePosition } from '../../../../src/web/listen/output/device-position.js';
import { seeded } from '../../../harness/seeded.js';

const RATE = 48_000;

/** A context that renders `burst` frames at once; `slips`: from when on, and how long, ms, it stood still. */
function context(burst: number, slips: readonly (readonly [number, number])[] = []) {
  return (ms: number) => {
    const lostMs = slips.reduce((sum, [at, length]) => sum + Math.max(0, Math.min(length, ms - at)), 0);
    return (Math.floor(((ms - lostMs) * RATE) / 1000 / burst) * burst + burst) / RATE;
  };
}

t.test(
  'between two bursts the position is never behind what the context has taken, and at most a burst ahead',
  async (t) => {
    for (const burst of [128, 480, 1024]) {
      const random = seeded(burst);
      const at = context(burst);
      const position = new DevicePosition(RATE);
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let ms = 0; ms < 5000; ms += 0.5 + random() * 8) {
        const ahead = position.observe(at(ms), ms) - Math.round(at(ms) * RATE);
        if (ms < 500) continue;
        least = Math.min(least, ahead);
        most = Math.max(most, ahead);
      }
      t.ok(least >= 0, `bursts of ${burst}: ${least}`);
      t.ok(most <= burst + 1, `bursts of ${burst}: ${most}`);
    }
  },
);

t.test('a slip of the audio clock is followed within 0.3 s, a long standstill at once', async (t) => {
  const at = context(128, [[2000, 20]]);
  const position = new DevicePosition(RATE);
  for (let ms = 0; ms < 2400; ms += 5) {
    const ahead = position.observe(at(ms), ms) - Math.round(at(ms) * RATE);
    if (ms > 2320) t.ok(ahead <= 129, `${ahead} frames ahead at ${ms} ms`);
  }
  const stopped = context(128, [[1000, 3000]]);
  const other = new DevicePosition(RATE);
  for (let ms = 0; ms < 5000; ms += 5) {
    const ahead = other.observe(stopped(ms), ms) - Math.round(stopped(ms) * RATE);
    t.ok(ahead <= 0.061 * RATE + 129, 'it never runs away from a context that stands still');
  }
});
