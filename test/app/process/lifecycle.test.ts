import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { Lifecycle } from '../../../src/app/process/lifecycle.js';

t.test('parts stop in the reverse of the order they started in, each after the last has ended', async (t) => {
  const order: string[] = [];
  const life = new Lifecycle();
  for (const name of ['store', 'engine', 'web']) {
    life.started(name, 1000, async () => {
      await sleep(5);
      order.push(name);
    });
  }
  t.strictSame(await life.stop(), []);
  t.strictSame(order, ['web', 'engine', 'store']);
});

t.test('a part that hangs or throws is named and does not stop the others from ending', async (t) => {
  const life = new Lifecycle();
  let last = false;
  life.started('store', 1000, () => {
    last = true;
  });
  life.started('hangs', 20, () => new Promise(() => undefined));
  life.started('throws', 1000, () => {
    throw new Error('no');
  });
  t.strictSame(await life.stop(), ['throws failed while stopping: no', 'hangs did not stop within 20 ms']);
  t.ok(last);
});

t.test('stopping twice stops once', async (t) => {
  let times = 0;
  const life = new Lifecycle();
  life.started('part', 100, () => {
    times++;
  });
  t.notOk(life.stopping);
  await Promise.all([life.stop(), life.stop()]);
  t.ok(life.stopping);
  t.equal(times, 1);
});
