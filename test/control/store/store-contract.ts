/** The contract of every store; each implementation runs this whole suite. */
import type { Test } from 'tap';
import t from 'tap';
import type { Store } from '../../../src/control/store/store.js';

export interface Opener {
  readonly name: string;
  open(): Promise<Store>;
  /** Opens what an earlier `open` left; undefined if nothing outlives closing. */
  reopen?(): Promise<Store>;
}

const rowsOf = (store: Store): Record<string, unknown> => Object.fromEntries(store.load());

export function storeContract(opener: Opener): Promise<unknown> {
  return t.test(`${opener.name} as a store`, async (t: Test) => {
    const store = await opener.open();
    await t.test('begins empty', async (t) => t.same(rowsOf(store), {}));
    await t.test('keeps what is committed: numbers to the last bit, text in every script', async (t) => {
      const value = {
        n: 0.1 + 0.2,
        m: -0.000001,
        big: 2 ** 53 - 1,
        text: 'Ängström 🎸',
        list: [true, null, { deep: 1 / 3 }],
      };
      await store.commit(new Map([['mix/a', value]]));
      t.same(rowsOf(store), { 'mix/a': value });
    });
    await t.test('puts, overwrites and removes in one commit', async (t) => {
      await store.commit(
        new Map<string, unknown>([
          ['mix/b', { v: 1 }],
          ['mix/c', { v: 1 }],
        ]),
      );
      await store.commit(
        new Map<string, unknown>([
          ['mix/a', undefined],
          ['mix/b', { v: 2 }],
          ['mix/none', undefined],
        ]),
      );
      t.same(rowsOf(store), { 'mix/b': { v: 2 }, 'mix/c': { v: 1 } });
    });
    await t.test('takes a thousand rows at once', async (t) => {
      await store.commit(new Map(Array.from({ length: 1000 }, (_, i) => [`op/x/${i}`, { i }])));
      t.equal(Object.keys(rowsOf(store)).length, 1002);
    });
    await store.close();
    if (opener.reopen) {
      await t.test('has everything after it was closed and opened', async (t) => {
        const again = await opener.reopen!();
        const rows = rowsOf(again);
        t.same([rows['mix/b'], rows['op/x/999'], Object.keys(rows).length], [{ v: 2 }, { i: 999 }, 1002]);
        await again.close();
      });
    }
  });
}
