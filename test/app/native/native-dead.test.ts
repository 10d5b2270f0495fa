import t from 'tap';
import { until } from '../../harness/until.js';
import { NATIVES, onCable, vanish } from '../../harness/vanish.js';

t.test(
  'A6 ten clients of every kind vanish together without a word: others see it, the box lets them go, and a neighbour plays on',
  async (t) => {
    const seen = await vanish(0);
    if ('why' in seen) return t.plan(0, seen.why);
    const { told, firstGoneMs, goneMs, plays, missing } = seen;
    for (const [kind, times] of told) t.comment(`${kind}: others saw it after ${times.join(', ')} ms`);
    t.comment(`all gone after ${goneMs} ms; a neighbour missed ${missing} frames`);
    const natives = [...told].filter(([kind]) => kind !== 'mqtt').flatMap(([, times]) => times);
    t.equal(natives.length, NATIVES, 'others saw each');
    t.ok(Math.max(...natives) < firstGoneMs, 'and before any connection was given up');
    t.ok(plays, 'the neighbour plays on');
  },
);

t.test(
  'A6 a cable that is plugged in again before the box gave anybody up: others see all of them back, on the connections they had',
  async (t) => {
    const seen = await onCable(async ({ pull, plugIn, told, seen }) => {
      const cut = pull();
      const natives = (active: boolean) =>
        [...told(cut)].filter(([name, one]) => !name.startsWith('mqtt') && one.active === active).length;
      await until('others saw each', () => natives(false) === NATIVES);
      plugIn();
      await until('and that each is back', () => natives(true) === NATIVES);
      return { counts: seen().filter(({ at }) => at >= cut) };
    });
    if ('why' in seen) return t.plan(0, seen.why);
    t.ok(
      seen.counts.every(({ live }) => live === NATIVES),
      'no connection was closed meanwhile',
    );
  },
);
