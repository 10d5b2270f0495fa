import t from 'tap';
import { seeded } from '../../harness/seeded.js';
import { DueQueue } from './due-queue.js';

t.test('in order, and nothing before it is due, whatever the waits', async (t) => {
  const random = seeded(1);
  const queue = new DueQueue();
  const done: number[] = [];
  const early: number[] = [];
  let dueMs = performance.now();
  await new Promise<void>((resolve) => {
    for (let i = 0; i < 200; i++) {
      dueMs += random() < 0.5 ? 0 : random() * 4;
      const at = dueMs;
      queue.add(at, () => {
        done.push(i);
        early.push(at - performance.now());
        if (i === 199) resolve();
      });
    }
  });
  t.same(
    done,
    Array.from({ length: 200 }, (_, i) => i),
  );
  t.ok(Math.max(...early) <= 0.1, `${Math.max(...early)} ms before it was due`);
});

t.test('what is due already is done at once', async (t) => {
  const queue = new DueQueue();
  let done = false;
  queue.add(performance.now() - 10, () => {
    done = true;
  });
  t.ok(done);
});
