import t from 'tap';
import { AIR_LIMIT, type AirListener, totalShare } from '../../../src/control/radio/air-plan.js';
import { PlanKeeper } from '../../../src/control/radio/plan-keeper.js';
import { seeded } from '../../harness/seeded.js';
import { crowd, linkOf, listener } from './listeners.js';

t.test('R42 when the thirteenth comes, packets become longer; when it leaves, shorter after ten seconds', async (t) => {
  const keeper = new PlanKeeper();
  const at = (ms: number, listeners: readonly AirListener[]) => keeper.step(ms, listeners).get('web 0');
  t.equal(at(0, crowd(12)), 0);
  t.equal(at(20_000, crowd(13)), 1);
  t.equal(at(21_000, crowd(12)), 1);
  t.equal(at(30_900, crowd(12)), 1);
  t.equal(at(31_000, crowd(12)), 0);
});

t.test('shorter packets must be possible without a break for ten seconds', async (t) => {
  const keeper = new PlanKeeper();
  const at = (ms: number, listeners: readonly AirListener[]) => keeper.step(ms, listeners).get('web 0');
  at(0, crowd(13));
  for (let ms = 1000; ms < 60_000; ms += 1000) {
    const grade = at(ms, crowd(ms % 8000 === 0 ? 13 : 12));
    if (grade !== 1) t.fail(`${ms} ms: ${grade}`);
  }
  t.equal(at(76_000, crowd(12)), 0);
});

t.test('R42 when the air becomes short, packets become longer at once', async (t) => {
  const keeper = new PlanKeeper();
  const before = crowd(12, 'good');
  keeper.step(0, before);
  const worse = before.map((one) => ({ ...one, link: { ...linkOf('fair'), retries: 0.6 } }));
  const grades = keeper.step(100, worse);
  t.ok(totalShare(worse, grades) <= AIR_LIMIT, String(totalShare(worse, grades)));
  t.ok([...grades.values()].some((grade) => grade > 0));
});

t.test('the same listeners in the same air keep what they have', async (t) => {
  for (const count of [1, 9, 12, 13, 20, 31]) {
    for (const name of ['weak', 'fair', 'good'] as const) {
      const keeper = new PlanKeeper();
      const listeners = crowd(count, name);
      const first = JSON.stringify([...keeper.step(0, listeners)]);
      for (let ms = 1000; ms < 60_000; ms += 1000)
        if (JSON.stringify([...keeper.step(ms, listeners)]) !== first) t.fail(`${count} ${name}: changed at ${ms} ms`);
    }
  }
});

t.test('R42 rates that waver change no listener more than once in ten seconds, unless the air is short', async (t) => {
  const random = seeded(20_264);
  const keeper = new PlanKeeper();
  const changedMs = new Map<string, number>();
  let before: ReadonlyMap<string, number> = new Map();
  let changes = 0;
  for (let ms = 0; ms < 600_000; ms += 1000) {
    const listeners = Array.from({ length: 11 + Math.floor(3 * random()) }, (_, i) => {
      const link = linkOf('good');
      const mbps = 12 + 30 * random();
      return listener(`web ${i}`, 'good', { link: { ...link, weak: mbps < 20, rate: { ...link.rate, mbps } } });
    });
    const grades = keeper.step(ms, listeners);
    const kept = new Map([...before].filter(([key]) => grades.has(key)));
    const short = totalShare(listeners, kept as ReadonlyMap<string, 0 | 1 | 2>) > AIR_LIMIT;
    for (const [key, grade] of grades) {
      const old = before.get(key);
      if (old === undefined || old === grade) continue;
      changes++;
      const since = ms - (changedMs.get(key) ?? Number.NEGATIVE_INFINITY);
      if (since < 10_000 && !(short && grade > old)) t.fail(`${key} changed after ${since} ms`);
      changedMs.set(key, ms);
    }
    before = grades;
  }
  t.ok(changes > 20, `${changes} changes`);
});
