/** The box's own time, while the machine's clock is set back and forth by a year. */
import t from 'tap';
import { BoxClock } from '../../../src/control/state/box-clock.js';

const YEAR = 365 * 24 * 3_600_000;

/** Clocks that a test sets. */
function clocks(wall: number) {
  let shown = wall;
  let monotonic = 5000;
  return {
    wall: () => shown,
    monotonic: () => monotonic,
    pass: (ms: number) => {
      shown += ms;
      monotonic += ms;
    },
    step: (ms: number) => {
      shown += ms;
    },
  };
}

for (const step of [YEAR, -YEAR]) {
  t.test(`a clock set by ${step > 0 ? '+' : '−'}1 year moves neither stamps nor age`, async (t) => {
    const machine = clocks(1e12);
    const clock = new BoxClock(machine);
    machine.pass(60_000);
    t.same([clock.now(), clock.age()], [1e12 + 60_000, 60_000]);
    machine.step(step);
    machine.pass(1000);
    t.same([clock.now(), clock.age()], [1e12 + 61_000, 61_000]);
  });
}

t.test('a run continues from the newest stamp and the age of the runs before it', async (t) => {
  const behind = new BoxClock(clocks(1e12));
  behind.notBefore(1e12 + YEAR, 77_000);
  t.same([behind.now(), behind.age()], [1e12 + YEAR, 77_000], 'a clock that is behind');
  const ahead = new BoxClock(clocks(1e12 + YEAR));
  ahead.notBefore(1e12, 77_000);
  t.same([ahead.now(), ahead.age()], [1e12 + YEAR, 77_000], 'a clock that is ahead; the age says how long the box ran');
  ahead.notBefore(8.64e15, 5);
  t.same([ahead.now(), ahead.age()], [1e12 + YEAR, 77_000], 'a stamp that is nobody’s is not followed');
});
