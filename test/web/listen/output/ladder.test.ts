import t from 'tap';
import { Ladder } from '../../../../src/web/listen/output/ladder.js';

t.test('the first rung is the best that exists', async (t) => {
  t.match(new Ladder(true, true).rung, { path: 'worklet', blockFrames: 128 });
  t.match(new Ladder(false, true).rung, { path: 'script', blockFrames: 512 });
  t.match(new Ladder(false, false).rung, { path: 'buffers', leadMs: 40 });
});

t.test('four skips within 10 s abandon a rung; four in a minute do not', async (t) => {
  const busy = new Ladder(false, true);
  t.equal(busy.judge(0, 2, 0), false);
  t.equal(busy.judge(5000, 2, 0), true);
  t.match(busy.rung, { path: 'script', blockFrames: 1024 });
  t.equal(busy.judge(6000, 0, 0), false, 'the new rung starts with a clean slate');
  const calm = new Ladder(false, true);
  for (let at = 0; at < 60_000; at += 15_000) t.equal(calm.judge(at, 1, 0), false);
});

t.test('buffers that are late are scheduled further ahead', async (t) => {
  const ladder = new Ladder(false, false);
  t.equal(ladder.judge(0, 11, 0), false, 'more than any other way may: what follows is much later');
  t.equal(ladder.judge(9000, 1, 0), true);
  t.match(ladder.rung, { path: 'buffers', leadMs: 150 });
});

t.test('a path from which the browser never asks for sound is given up', async (t) => {
  const ladder = new Ladder(true, true);
  t.equal(ladder.judge(0, 0, 1999), false);
  t.equal(ladder.judge(1000, 0, 2000), true);
  t.equal(ladder.rung.path, 'script');
});

t.test('a refused rung leads to the next; under the last there is nothing', async (t) => {
  const ladder = new Ladder(true, true);
  t.same(
    [1, 2, 3, 4, 5].map(() => ladder.failed()),
    [true, true, true, true, false],
  );
  t.match(ladder.rung, { path: 'buffers', leadMs: 150 });
  t.equal(ladder.judge(0, 100, 5000), false);
});
