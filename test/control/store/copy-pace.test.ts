import t from 'tap';
import { CopyPace } from '../../../src/control/store/copy-pace.js';

t.test(
  'a failed copy is tried again after one minute, then after twice the wait, at most after the interval',
  async (t) => {
    const pace = new CopyPace(600_000);
    t.equal(pace.firstMs, 60_000);
    t.strictSame(
      Array.from({ length: 6 }, () => pace.after('failed')),
      [60_000, 120_000, 240_000, 480_000, 600_000, 600_000],
    );
  },
);

t.test('a copy that succeeds ends the short waits', async (t) => {
  const pace = new CopyPace(600_000);
  pace.after('failed');
  pace.after('failed');
  t.equal(pace.after('made'), 600_000);
  t.equal(pace.after('failed'), 60_000);
});

t.test('an interval under a minute is never exceeded', async (t) => {
  const pace = new CopyPace(300);
  t.equal(pace.firstMs, 300);
  for (const outcome of ['made', 'failed', 'nothing new', 'failed'] as const) t.equal(pace.after(outcome), 300);
});
