import t from 'tap';
import { TargetLatency } from '../../../../src/playout/target.js';
import { SteadyClock } from '../../../../src/web/listen/worker/steady-clock.js';

t.test('follows the wall clock, and stops while it is set back', async (t) => {
  const clock = new SteadyClock(1_000_000);
  t.equal(clock.at(1_000_003), 3);
  t.equal(clock.at(1_000_003), 3);
  t.equal(clock.at(1_000_010), 10);
  t.equal(clock.at(-2_600_000), 10, 'an hour back');
  t.equal(clock.at(-2_599_990), 20, 'and on from there');
});

t.test('the delay falls again after a phone’s clock was set back by an hour', async (t) => {
  const clock = new SteadyClock(0);
  const target = new TargetLatency(20);
  const wall = 3_600_000;
  target.underrun(clock.at(wall));
  t.ok(target.ms > 20);
  const setBack = wall - 3_600_000;
  for (let second = 0; second < 300; second++) target.update(0, clock.at(setBack + second * 1000), 1);
  t.equal(target.ms, 20);
});
