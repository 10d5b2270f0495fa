import t from 'tap';
import { ServerClock } from '../../../src/web/listen/server-clock.js';
import { seeded } from '../../harness/seeded.js';

t.test('the clock is unknown until the first answer, and again after a reset', async (t) => {
  const clock = new ServerClock();
  t.equal(clock.known, false);
  t.ok(Number.isNaN(clock.at(5)));
  clock.answered(100, 5000, 110);
  t.equal(clock.at(105), 5000);
  clock.reset();
  t.ok(Number.isNaN(clock.at(5)));
});

t.test('the answer with the shortest round trip counts; nonsense does not', async (t) => {
  const clock = new ServerClock();
  clock.answered(0, 1000 + 2, 4);
  clock.answered(1000, 2000 + 180, 1200);
  t.equal(clock.roundTripMs, 4);
  t.equal(clock.at(1000), 2000);
  clock.answered(50, 1, 40);
  t.equal(clock.at(1000), 2000);
});

t.test('with jitter of 20 ms each way the error stays under 2 ms', async (t) => {
  const random = seeded(3);
  const clock = new ServerClock();
  for (let at = 0; at < 20_000; at += 1000) {
    const there = 1 - 20 * Math.log(1 - random());
    const back = 1 - 20 * Math.log(1 - random());
    clock.answered(at, at + there + 7777, at + there + back);
  }
  t.ok(Math.abs(clock.at(0) - 7777) < 4, `${clock.at(0) - 7777}`);
});
