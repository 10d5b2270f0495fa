import t from 'tap';
import { SendDelay } from '../../src/media/send-delay.js';
import { seeded } from '../harness/seeded.js';

t.test('a share is found to within a fifth, and never below the value', async (t) => {
  t.equal(new SendDelay().at(0.99), 0, 'without values');
  const random = seeded(3);
  const delay = new SendDelay();
  const values = Array.from({ length: 10_000 }, () => 0.6 + 50 * random() ** 3);
  for (const value of values) delay.add(value);
  const sorted = values.sort((a, b) => a - b);
  for (const share of [0.01, 0.5, 0.9, 0.99, 1]) {
    const value = sorted[Math.ceil(sorted.length * share) - 1]! * 1000;
    const found = delay.at(share);
    t.ok(found >= value - 1 && found <= value * 1.21, `${share}: ${found} for ${value.toFixed(0)}`);
  }
});

t.test('values beyond the scale count as its ends', async (t) => {
  const delay = new SendDelay();
  delay.add(-5);
  t.equal(delay.at(1), 500);
  for (let i = 0; i < 9; i++) delay.add(1e9);
  t.ok(delay.at(0.99) > 500_000, `${delay.at(0.99)}`);
});
