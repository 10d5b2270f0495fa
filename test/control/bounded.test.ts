/** Everything the box remembers of an evening is limited: this counts rows and index entries, not bytes. */

import t from 'tap';
import { Door } from '../../src/control/commands/door.js';
import { register } from '../../src/control/devices/registry.js';
import { HISTORY_SLOTS } from '../../src/control/mix/history.js';
import { firstMix } from '../../src/control/mix/mixes.js';
import { BoxClock } from '../../src/control/state/box-clock.js';
import type { Actor } from '../../src/control/state/draft.js';
import { OP_SLOTS } from '../../src/control/state/ops.js';
import { keyOf, State, TABLE_NAMES } from '../../src/control/state/state.js';
import { Keeper } from '../../src/control/store/keeper.js';
import { loadState } from '../../src/control/store/loader.js';
import { openStore } from '../../src/control/store/open-store.js';
import { MAX_MESSAGES } from '../../src/wire/limits.js';

const CHANNELS = 8;
/** More than any ring has slots. */
const ROUND = Math.max(HISTORY_SLOTS, OP_SLOTS, MAX_MESSAGES) + 40;
const person = (uuid: string, role: Actor['role']): Actor => ({ uuid, name: uuid, role, source: 'web' });
const PEOPLE = [person('anna', 'musician'), person('ben', 'musician'), person('desk', 'engineer')];

async function opened(dataDir: string): Promise<{ keeper: Keeper; door: Door }> {
  const clock = new BoxClock();
  const keeper = await Keeper.open({
    dataDir,
    clock,
    opened: openStore(dataDir),
    slowMs: 10_000,
    retryMs: 1000,
    backupEveryMs: 600_000,
    note: () => {},
    onTrouble: () => {},
  });
  const door = new Door({
    state: keeper.state,
    saver: () => keeper.saver,
    ops: () => keeper.ops,
    channels: () => CHANNELS,
    isConnected: () => false,
    clock,
    announce: () => {},
    onFault: (error) => t.error(error as Error),
  });
  return { keeper, door };
}

t.test('R39 R7 R20 R27 S5 what the box remembers stops growing, in memory and on disk', async (t) => {
  const dataDir = t.testdir();
  const { keeper, door } = await opened(dataDir);
  const { state, saver } = keeper;
  for (const { uuid } of PEOPLE)
    door.apply(PEOPLE[2]!, (draft) => {
      register(draft, { uuid, type: 'web', name: uuid, tokenHash: uuid.padEnd(43, 'x'), address: '', userAgent: '' });
      firstMix(draft, uuid, false);
    });
  let op = 0;
  const done = (actor: Actor, kind: string, target: string | undefined, payload: object) => {
    const outcome = door.execute(actor, { kind, target }, { ...payload, op: `op-${op++}` });
    if (!outcome.ok) throw outcome.error;
    return outcome.result;
  };
  const session = done(PEOPLE[0]!, 'session', undefined, { action: 'create' }).id as string;
  for (const actor of PEOPLE) done(actor, 'session', session, { action: 'join' });

  /** Everybody moves faders, one or many at a time, talks, undoes, and comes and goes. */
  const evening = async (): Promise<void> => {
    for (let n = 0; n < ROUND; n++) {
      for (const actor of PEOPLE) {
        const v = ((op * 7) % 3999) / 1000;
        const gesture = n % 2 ? `g${n >> 3}` : undefined;
        done(actor, 'mix', actor.uuid, { set: [{ p: 'gain', ch: n % CHANNELS, v }], gesture });
        done(PEOPLE[2]!, 'mix', 'anna', { set: [{ p: 'pan', ch: n % CHANNELS, v: v / 4 }] });
      }
      done(PEOPLE[n % 3]!, 'session', session, { action: 'message', text: `message ${n}` });
      if (n % 5 === 0) done(PEOPLE[2]!, 'history', 'anna', { action: 'undo' });
      if (n % 50 === 0) t.ok(await saver.flush(10_000));
    }
    t.ok(await saver.flush(10_000));
  };
  const counts = () => Object.fromEntries(TABLE_NAMES.map((table) => [table, state.count(table)]));

  await evening();
  const full = counts();
  t.equal(full.history, PEOPLE.length * HISTORY_SLOTS, 'every history is full');
  t.equal(full.op, PEOPLE.length * OP_SLOTS, 'and everybody’s commands');
  t.equal(full.message, MAX_MESSAGES, 'and what was said');
  await evening();
  await evening();
  t.same(counts(), full, 'two more evenings add no row');

  await t.test('the index of commands has exactly the rows that are kept', async (t) => {
    const kept = new Set([...state.rows('op')].map(([id, record]) => `${id.split('/')[0]} ${record.op}`));
    for (const { uuid } of PEOPLE)
      for (let i = 0; i < op; i++) {
        const found = keeper.ops.find(uuid, `op-${i}`) !== undefined;
        if (found !== kept.has(`${uuid} op-${i}`)) t.fail(`${uuid} op-${i} is ${found ? '' : 'not '}in the index`);
      }
    t.equal(kept.size, full.op);
  });

  await t.test('no save waits in the saver, and its list of times is limited', async (t) => {
    t.equal(saver.stats.unsaved, 0);
    t.ok(saver.stats.times.length <= 512);
  });

  await t.test('R1 the store holds the same rows, key by key', async (t) => {
    const inMemory = TABLE_NAMES.flatMap((table) => [...state.rows(table)].map(([id]) => keyOf(table, id)));
    t.ok(await keeper.close(10_000));
    const again = await openStore(dataDir);
    const rows = [...again.rows];
    t.same(rows.map(([key]) => key).sort(), inMemory.sort());
    t.same(loadState(new State(), rows, () => 'epoch').faults, [], 'and every row fits its description');
    await again.store.close();
  });
});
