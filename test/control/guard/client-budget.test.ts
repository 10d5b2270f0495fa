import t from 'tap';
import { type ClientBudget, ClientBudgets, MAX_WAITING, SHARE } from '../../../src/control/guard/client-budget.js';
import { until } from '../../harness/until.js';

const none = () => {};
const work = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

/** What `act` costs a client, ms: less the share that it regained meanwhile. */
async function costOf(client: ClientBudget, act: () => unknown): Promise<number> {
  client.charge(client.leftMs(performance.now()) - 100);
  const from = performance.now();
  const before = client.leftMs(from);
  await act();
  const now = performance.now();
  return before - client.leftMs(now) + ((now - from) * SHARE.msPerSecond) / 1000;
}

t.test('R17 work within the budget runs at once, and costs its time, its minimum, or its bytes', async (t) => {
  const budgets = new ClientBudgets(none);
  t.teardown(() => budgets.stop());
  const client = budgets.ofDevice('a');
  t.equal(client.leftMs(performance.now()), SHARE.burstMs);
  let done = 0;
  client.run(() => done++);
  t.equal(done, 1, 'before `run` returns');
  const piece = (job: () => void, leastMs?: number) =>
    costOf(
      client,
      () =>
        new Promise<void>((over) =>
          client.run(() => {
            job();
            setImmediate(over);
          }, leastMs),
        ),
    );
  t.ok((await piece(() => work(20))) >= 19.9, 'its time');
  t.ok((await piece(none, 80)) >= 79.9, 'its least');
  t.ok((await piece(() => budgets.wrote(3_200_000))) >= 90, 'bytes given on its behalf');
  const turn = await costOf(client, async () => {
    await client.turn();
    await Promise.resolve();
    work(30);
    await new Promise((over) => setImmediate(() => setImmediate(over)));
  });
  t.ok(turn >= 29.9, 'a turn that is waited for, with all that follows it at once');
  t.equal(budgets.ofDevice('a'), client);
  t.not(budgets.ofDevice('b'), client);
});

t.test('clients that used equally little take turns: busy ones keep no other out', async (t) => {
  const budgets = new ClientBudgets(none);
  t.teardown(() => budgets.stop());
  const seen: string[] = [];
  const flood = (name: string) => {
    const client = budgets.ofDevice(name);
    for (let i = 0; i < 40; i++)
      client.run(() => {
        work(3);
        seen.push(name);
      });
  };
  for (const name of ['a', 'b', 'e', 'f', 'g']) flood(name);
  for (const name of ['c', 'd']) budgets.ofDevice(name).run(() => seen.push(name));
  await until('all is done', () => seen.length === 202);
  for (const name of ['c', 'd']) t.ok(seen.indexOf(name) < 20, `${name} came after ${seen.indexOf(name)} others`);
});

t.test(
  'a flood is done whole and in order; a single piece of somebody else’s comes before the rest of it',
  async (t) => {
    const budgets = new ClientBudgets(none);
    t.teardown(() => budgets.stop());
    const [flooder, second, single] = [budgets.ofDevice('f'), budgets.ofDevice('g'), budgets.ofDevice('s')];
    const seen: string[] = [];
    const pieces = 60;
    for (let i = 0; i < pieces; i++)
      for (const [client, name] of [
        [flooder, 'f'],
        [second, 'g'],
      ] as const)
        client.run(() => {
          work(2);
          seen.push(`${name}${i}`);
        }, 12);
    const at = seen.length;
    single.run(() => seen.push('single'));
    await until('all is done', () => seen.length === 2 * pieces + 1);
    t.ok(seen.indexOf('single') <= at + 2, `after ${seen.indexOf('single') - at} pieces of others`);
    for (const name of ['f', 'g'])
      t.same(
        seen.filter((one) => one.startsWith(name)),
        Array.from({ length: pieces }, (_, i) => `${name}${i}`),
      );
    const half = seen.slice(at, at + pieces);
    const share = half.filter((one) => one.startsWith('f')).length / half.length;
    t.ok(share > 0.2 && share < 0.8, `two floods share alike: ${share}`);
  },
);

t.test('R17 a client that used up its share waits, and timers and sockets run in between', async (t) => {
  const budgets = new ClientBudgets(none);
  t.teardown(() => budgets.stop());
  const flooder = budgets.ofDevice('f');
  flooder.charge(SHARE.burstMs + 100);
  t.ok(flooder.waitMs(performance.now()) > 0);
  let done = false;
  flooder.run(() => {
    done = true;
  });
  t.equal(done, false);
  let others = 0;
  budgets.ofDevice('o').run(() => others++);
  await until('another client works meanwhile', () => others === 1);
  await until('its wait is over', () => done);
  t.equal(flooder.waitMs(performance.now()), 0);

  const turns = { loop: 0 };
  let going = true;
  const look = () => {
    turns.loop++;
    if (going) setImmediate(look);
  };
  look();
  let left = 20;
  for (let i = 0; i < 20; i++)
    budgets.ofDevice('p').run(() => {
      work(5);
      left--;
    });
  await until('the flood is over', () => left === 0);
  going = false;
  t.ok(turns.loop >= 20, `${turns.loop} turns of the loop for 20 long pieces`);
});

t.test('a client may have a limited number of turns waiting; others are not refused for it', async (t) => {
  const budgets = new ClientBudgets(none);
  t.teardown(() => budgets.stop());
  const flooder = budgets.ofDevice('f');
  const turns = Array.from({ length: MAX_WAITING }, () => flooder.turn());
  await t.rejects(flooder.turn(), { code: 'busy', details: { retryAfterMs: Number } });
  await budgets.ofDevice('o').turn();
  await Promise.all(turns);
  await flooder.turn();
});

t.test('work that fails costs only itself', async (t) => {
  const faults: unknown[] = [];
  const budgets = new ClientBudgets((_door, error) => faults.push(error));
  t.teardown(() => budgets.stop());
  const client = budgets.ofDevice('a');
  let done = 0;
  client.run(() => {
    throw new Error('broken');
  });
  client.run(() => done++);
  await until('the next is done', () => done === 1);
  t.match(faults, [{ message: 'broken' }]);
});

t.test('without a token an address or an IPv6 network is a client; this machine has no limit', async (t) => {
  const budgets = new ClientBudgets(none);
  t.teardown(() => budgets.stop());
  const same = (a: string, b: string) => budgets.ofAddress(a) === budgets.ofAddress(b);
  t.equal(same('10.0.0.2', '10.0.0.2'), true);
  t.equal(same('10.0.0.2', '10.0.0.3'), false);
  t.equal(same('fe80::1', 'fe80::2'), true);
  t.equal(same('2001:db8:1:2:3:4:5:6', '2001:db8:1:2:ffff::'), true);
  t.equal(same('2001:db8:1:2::1', '2001:db8:1:3::1'), false);
  t.not(budgets.ofAddress('10.0.0.2'), budgets.ofDevice('10.0.0.2'), 'no uuid is an address');
  for (const own of ['127.0.0.1', '::1']) {
    const client = budgets.ofAddress(own);
    client.charge(100_000);
    t.equal(client.waitMs(performance.now()), 0, own);
  }
});
