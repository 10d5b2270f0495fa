import t from 'tap';
import { ClockWatch } from '../../../../src/web/listen/output/clock-watch.js';

/**
 * Looks every `everyMs` for `ms`, with a clock that moves at `rate`. Returns when the
 * clock was first found stopped, ms, or undefined.
 */
function firstStanding(watch: ClockWatch, ms: number, everyMs: number, rate: number): number | undefined {
  for (let now = 0; now <= ms; now += everyMs) if (watch.observe(now, 5 + (now * rate) / 1000)) return now;
  return undefined;
}

t.test('a moving clock never counts as stopped, however slowly it moves', async (t) => {
  for (const rate of [1, 0.5, 0.001]) t.equal(firstStanding(new ClockWatch(), 60_000, 250, rate), undefined);
});

t.test('a stopped clock is found after one to two seconds', async (t) => {
  for (const everyMs of [100, 250, 375]) {
    const found = firstStanding(new ClockWatch(), 10_000, everyMs, 0);
    t.ok(found !== undefined && found >= 1000 && found <= 2000, `looked at every ${everyMs} ms: ${found}`);
  }
});

t.test('a page that was frozen concludes nothing from its first looks', async (t) => {
  const watch = new ClockWatch();
  watch.observe(0, 1);
  t.notOk(watch.observe(30_000, 1));
  t.notOk(watch.observe(30_010, 1));
  t.notOk(watch.observe(30_020, 1));
});

t.test('one step of the clock ends it, and counting starts over', async (t) => {
  const watch = new ClockWatch();
  for (let now = 0; now <= 2000; now += 250) watch.observe(now, 1);
  t.ok(watch.observe(2250, 1));
  t.notOk(watch.observe(2500, 1.2));
  t.notOk(watch.observe(2750, 1.2));
});

t.test('after a reset the next look at a clock that moved before is a first one', async (t) => {
  const watch = new ClockWatch();
  for (let now = 0; now <= 1000; now += 250) watch.observe(now, 1);
  watch.reset();
  for (let now = 1250; now < 2500; now += 250) t.notOk(watch.observe(now, 1), `${now} ms`);
});

t.test('a clock that stood stands until it is seen to move, also through a reset', async (t) => {
  const watch = new ClockWatch();
  for (let now = 0; now <= 2000; now += 250) watch.observe(now, 1);
  watch.reset();
  t.ok(watch.observe(2250, 1), 'restarted, and still at the same time');
  watch.reset();
  t.notOk(watch.observe(2500, 1.1), 'it moves');
});
