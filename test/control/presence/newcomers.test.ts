/** Nobody fills the box with devices that never do anything. */
import t from 'tap';
import { MAX_IDLE, MAX_UNNAMED, register } from '../../../src/control/devices/registry.js';
import { firstMix } from '../../../src/control/mix/mixes.js';
import { NEWCOMERS, Newcomers } from '../../../src/control/presence/newcomers.js';
import { Draft } from '../../../src/control/state/draft.js';
import { State } from '../../../src/control/state/state.js';
import { loadState } from '../../../src/control/store/loader.js';

t.test(
  'one address registers so many at once and then one at a time; another address, and the box itself, are not held up',
  async (t) => {
    const newcomers = new Newcomers();
    for (let i = 0; i < NEWCOMERS.burst; i++) newcomers.admit('10.0.0.2', 0);
    t.throws(() => newcomers.admit('10.0.0.2', 0), {
      code: 'busy',
      details: { retryAfterMs: 1000 / NEWCOMERS.perSecond },
    });
    newcomers.admit('10.0.0.3', 0);
    newcomers.admit('10.0.0.2', 1000 / NEWCOMERS.perSecond);
    t.throws(() => newcomers.admit('10.0.0.2', 1000 / NEWCOMERS.perSecond), { code: 'busy' });
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '::1'])
      for (let i = 0; i < 2 * NEWCOMERS.burst; i++) newcomers.admit(address, 0);
  },
);

/** A registry of which `here` are connected, and how a device joins it. */
function registry(here: ReadonlySet<string>) {
  const state = new State();
  loadState(state, [], () => 'epoch');
  let at = 0;
  const join = (uuid: string, address = '10.0.0.2', verified = true) => {
    const draft = new Draft(
      state,
      { uuid: 'box', name: 'Box', role: 'box', source: 'box' },
      { op: null, at: ++at, channels: 4, isConnected: (other) => here.has(other) },
    );
    register(draft, { uuid, type: 'web', name: uuid, tokenHash: verified ? 'x' : null, address, userAgent: '' });
    firstMix(draft, uuid, false);
    draft.commit();
  };
  return { state, join };
}

t.test('R34 devices that never did anything are kept up to a limit; the longest unseen goes first', async (t) => {
  const { state, join } = registry(new Set(['here']));
  for (let i = 0; i < 2 * MAX_IDLE; i++) join(`crew-${i}`, '127.0.0.1');
  for (const uuid of ['here', 'named', 'touched', 'app']) join(uuid, '10.0.0.2', uuid !== 'app');
  state.write('device', 'named', { ...state.get('device', 'named')!, customName: 'Bass' });
  for (const uuid of ['touched', 'app']) state.write('mix', uuid, { ...state.get('mix', uuid)!, touched: true });
  for (let i = 0; i < MAX_IDLE + 20; i++) join(`idle-${i}`);
  const left = [...state.rows('device')].map(([uuid]) => uuid).filter((uuid) => uuid.startsWith('idle'));
  // The newest is connected before it is counted.
  t.equal(left.length, MAX_IDLE + 1);
  t.equal(left[0], 'idle-19');
  t.equal(state.get('mix', 'idle-0'), undefined, 'all of it is gone');
  for (const uuid of ['here', 'named', 'touched', 'crew-0']) t.ok(state.get('device', uuid), uuid);
  t.equal(state.get('device', 'app'), undefined, 'an app without a token comes with a new id next time');
});

t.test(
  'R34 devices of the box’s own machine that never did anything have a higher limit, and do not count to the other',
  async (t) => {
    const { state, join } = registry(new Set());
    for (let i = 0; i < MAX_UNNAMED + 20; i++) join(`own-${i}`, i % 2 === 0 ? '127.0.0.1' : '::1');
    join('phone');
    const left = [...state.rows('device')].map(([uuid]) => uuid);
    // The newest of them was beyond the limit until the next one came.
    t.equal(left.length, MAX_UNNAMED + 1);
    t.strictSame([left[0], left.at(-2), left.at(-1)], ['own-20', `own-${MAX_UNNAMED + 19}`, 'phone']);
  },
);
