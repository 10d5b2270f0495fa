import t from 'tap';
import { MemoryStore } from '../../../src/control/store/memory-store.js';
import { Saver } from '../../../src/control/store/saver.js';
import type { Batch, Store } from '../../../src/control/store/store.js';
import { StoreError } from '../../../src/control/store/store.js';

/** A store whose commits end when the test says so. */
class HeldStore extends MemoryStore implements Store {
  readonly batches: Batch[] = [];
  readonly #holds: { resolve: () => void; reject: (error: Error) => void }[] = [];

  override commit(batch: Batch): Promise<void> {
    this.batches.push(batch);
    return new Promise((resolve, reject) => this.#holds.push({ resolve, reject }));
  }
  release(error?: Error): void {
    const hold = this.#holds.shift()!;
    if (error) hold.reject(error);
    else hold.resolve();
  }
}

// The saver's own timers do not keep a process alive.
const alive = setInterval(() => {}, 1000);
t.teardown(() => clearInterval(alive));

const turn = () => new Promise((resolve) => setImmediate(resolve));

function build(store: Store, slowMs = 10_000) {
  const values = new Map<string, unknown>();
  const troubles: (string | undefined)[] = [];
  const saver = new Saver(store, {
    slowMs,
    retryMs: 20,
    read: (key) => values.get(key),
    onState: (trouble) => troubles.push(trouble?.code),
  });
  return { saver, values, troubles };
}

t.test('R20 changes in one turn, and during a commit, share a commit', async (t) => {
  const store = new HeldStore();
  const { saver, values } = build(store);
  values.set('a', 1).set('b', 1);
  const first = saver.save(['a']);
  saver.save(['b']);
  await turn();
  t.same(
    [...store.batches[0]!],
    [
      ['a', 1],
      ['b', 1],
    ],
  );
  values.set('a', 2).set('c', 1);
  const second = saver.save(['a']);
  saver.save(['c']);
  await turn();
  t.equal(store.batches.length, 1, 'one at a time');
  let firstDone = false;
  void first.durable.then(() => {
    firstDone = true;
  });
  t.equal(firstDone, false);
  store.release();
  await first.durable;
  await turn();
  t.same(
    [...store.batches[1]!],
    [
      ['a', 2],
      ['c', 1],
    ],
  );
  store.release();
  await second.durable;
  t.equal(await second.settled, undefined);
  t.equal(saver.stats.unsaved, 0);
  saver.stop();
});

t.test('R21 a failed commit is reported at once, keeps the changes, and is repeated', async (t) => {
  const store = new HeldStore();
  const { saver, values, troubles } = build(store);
  values.set('a', 1);
  const ticket = saver.save(['a']);
  await turn();
  store.release(new StoreError('disk_full', 'full'));
  t.match(await ticket.settled, { code: 'disk_full' });
  t.equal(saver.stats.unsaved, 1);
  values.set('a', 2);
  while (store.batches.length < 2) await turn();
  t.same([...store.batches[1]!], [['a', 2]], 'the value as it is by then');
  store.release();
  await ticket.durable;
  t.same(troubles, ['disk_full', undefined]);
  saver.stop();
});

t.test('a client waiting for a disk in trouble is informed, and forgotten after 16,384 more', async (t) => {
  const store = new HeldStore();
  const { saver, values } = build(store);
  values.set('a', 1);
  const tickets = Array.from({ length: 16_385 }, () => saver.save(['a']));
  await turn();
  store.release(new StoreError('disk_full', 'full'));
  for (const { settled } of [tickets[0]!, tickets.at(-1)!]) t.match(await settled, { code: 'disk_full' });
  let oldest = false;
  void tickets[0]!.durable.then(() => {
    oldest = true;
  });
  while (store.batches.length < 2) await turn();
  store.release();
  await Promise.all(tickets.slice(1).map(({ durable }) => durable));
  t.equal(oldest, false);
  saver.stop();
});

t.test('R21 a slow disk is reported after the limit and confirmed later', async (t) => {
  const store = new HeldStore();
  const { saver, values, troubles } = build(store, 30);
  values.set('a', 1);
  const ticket = saver.save(['a']);
  t.match(await ticket.settled, { code: 'slow' });
  store.release();
  await ticket.durable;
  t.same(troubles, ['slow', undefined]);
  saver.stop();
});

t.test('every wait has a limit: flush and stop', async (t) => {
  const store = new HeldStore();
  const { saver, values } = build(store);
  values.set('a', 1);
  const ticket = saver.save(['a']);
  t.equal(await saver.flush(30), false);
  saver.stop();
  t.match(await ticket.settled, { code: 'write_failed' });
});
