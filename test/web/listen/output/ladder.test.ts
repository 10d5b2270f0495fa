import t from 'tap';
import { Ladder } from '../../../../src/web/listen/output/ladder.js';

t.test('the first rung is the best that exists', async (t) => {
  t.equal(new Ladder(true).rung.path, 'worklet');
  t.equal(new Ladder(false).rung.path, 'ring');
  t.equal(Ladder.for({ audioWorklet: {} }).rung.path, 'worklet');
  t.equal(Ladder.for({}).rung.path, 'ring');
});

t.test('a path that renders nothing for two seconds is given up', async (t) => {
  const ladder = new Ladder(true);
  t.equal(ladder.judge(1999), false);
  t.equal(ladder.judge(2000), true);
  t.equal(ladder.rung.path, 'ring');
});

t.test('a refused rung leads to the next; under the last there is nothing', async (t) => {
  const ladder = new Ladder(true);
  t.same(
    [1, 2, 3].map(() => ladder.failed()),
    [true, true, false],
  );
  t.equal(ladder.rung.path, 'buffers');
  t.equal(ladder.judge(5000), false);
});
