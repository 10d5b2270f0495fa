import t from 'tap';
import { PRUNE_AFTER_MS, prunable } from '../../src/control/devices/registry.js';
import { FREE_TRIES, PinGuard } from '../../src/control/http/pin-guard.js';
import { mixView } from '../../src/control/mix/mixes.js';
import { swapped } from '../../src/control/presets/copy-mix.js';
import type { DeviceRecord } from '../../src/control/state/state.js';
import { State } from '../../src/control/state/state.js';
import { loadState } from '../../src/control/store/loader.js';
import { maySubscribe } from '../../src/wire/filters.js';
import { isId } from '../../src/wire/limits.js';
import { defaultMix } from '../../src/wire/mix.js';
import { parseCommandTopic } from '../../src/wire/topics.js';

t.test(
  'a subscription that would cover another’s replies, commands or the broker’s own topics is closed',
  async (t) => {
    const closed = [
      '#',
      '+/#',
      'sb/#',
      'sb/1/#',
      'sb/1/+/other',
      'sb/1/+/+',
      'sb/1/reply/other',
      'sb/1/reply/+',
      'sb/1/reply/#',
      'sb/+/reply/other',
      'sb/1/cmd/#',
      'sb/1/cmd/mix/me',
      '$SYS/#',
      '$share/x/sb/1/reply/me',
      'a#',
      'sb/1/mix+',
      'sb/#/x',
      '',
      '+/+/+/+/+/+/+/+/+',
      'x'.repeat(257),
    ];
    for (const filter of closed) t.equal(maySubscribe('me', filter), false, filter);
    for (const filter of [
      'sb/1/reply/me',
      'sb/1/mix/#',
      'sb/1/mix/+/delta',
      'sb/1/devices/#',
      'sb/1/box/#',
      'sb/1/session/X/+',
      'other/#',
    ])
      t.equal(maySubscribe('me', filter), true, filter);
  },
);

t.test('command topics and ids', async (t) => {
  t.same(parseCommandTopic('sb/1/cmd/mix/u'), { kind: 'mix', target: 'u' });
  t.same(parseCommandTopic('sb/1/cmd/ping'), { kind: 'ping', target: undefined });
  for (const topic of ['sb/1/cmd/', 'sb/1/cmd', 'sb/2/cmd/mix/u', 'sb/1/cmd/mix/', 'sb/1/cmd/mix/u/v', 'x'])
    t.equal(parseCommandTopic(topic), undefined, topic);
  for (const id of ['a', 'web-1_Z', 'x'.repeat(64)]) t.ok(isId(id));
  for (const id of ['', 'x'.repeat(65), 'a b', 'a/b', 'ä', 'a\n', 7, null]) t.notOk(isId(id), String(id));
});

t.test('R19 wrong PINs cost a time that doubles, per key; a right one resets it', async (t) => {
  const guard = new PinGuard();
  for (let i = 0; i < FREE_TRIES; i++) {
    t.equal(guard.waitMs(['a'], 0), 0);
    guard.wrong(['a'], 0);
  }
  const first = guard.waitMs(['a', 'b'], 0);
  t.ok(first > 0);
  t.equal(guard.waitMs(['b'], 0), 0);
  t.equal(guard.waitMs(['a'], first), 0);
  guard.wrong(['a'], first);
  t.equal(guard.waitMs(['a'], first), 2 * first);
  guard.right(['a']);
  t.equal(guard.waitMs(['a'], 0), 0);
});

t.test('R31 copying a mix swaps own channels in pairs', async (t) => {
  const theirs = defaultMix(6);
  theirs.channels.forEach((strip, i) => {
    strip.gain = i / 10;
  });
  const gains = (mine: number[], his: number[]) => swapped(theirs, mine, his).channels.map((strip) => strip.gain);
  t.same(gains([], [1]), [0, 0.1, 0.2, 0.3, 0.4, 0.5], 'nobody’s own: as it is');
  t.same(gains([0], [1]), [0.1, 0, 0.2, 0.3, 0.4, 0.5]);
  t.same(gains([0, 2], [1]), [0.1, 0.2, 0.1, 0.3, 0.4, 0.5], 'two of mine for one of theirs');
  t.same(gains([1], [1]), [0, 0.1, 0.2, 0.3, 0.4, 0.5], 'the same channel stays');
});

const device = (uuid: string, more: Partial<DeviceRecord> = {}): DeviceRecord => ({
  uuid,
  type: 'web',
  name: uuid,
  customName: null,
  role: 'musician',
  verified: true,
  tokenHash: uuid.padEnd(43, 'x'),
  address: '',
  userAgent: '',
  firstSeen: 0,
  lastSeen: 0,
  reconnections: 0,
  own: [],
  order: 0,
  ...more,
});

t.test('R34 only devices nobody named, used or needs are pruned, and only after 30 days of running', async (t) => {
  const state = new State();
  const rows: [string, unknown][] = [];
  const add = (record: DeviceRecord, touched: boolean) => {
    rows.push(
      [`device/${record.uuid}`, record],
      [`mix/${record.uuid}`, { mix: defaultMix(2), rev: 1, at: 0, touched }],
    );
  };
  add(device('idle'), false);
  add(device('recent', { seen: 10 }), false);
  add(device('wrong-clock', { seen: 10, lastSeen: 0 }), false);
  add(device('named', { customName: 'Vox' }), false);
  add(device('desk', { role: 'engineer' }), false);
  add(device('owner', { own: [1] }), false);
  add(device('mixed'), true);
  add(device('android', { verified: false, tokenHash: null, lastSeen: 8e15 }), true);
  add(device('here'), false);
  add(device('preset'), false);
  rows.push([
    'preset/preset/p',
    { id: 'p', uuid: 'preset', name: 'P', song: null, locked: false, at: 0, rev: 1, mix: defaultMix(2) },
  ]);
  t.same(loadState(state, rows, () => 'e').bad, []);
  t.same(prunable(state, PRUNE_AFTER_MS, (uuid) => uuid === 'here').sort(), ['android', 'idle']);
});

t.test('invalid rows are left out and reported, the rest counts', async (t) => {
  const state = new State();
  const good = device('a');
  const mix = { mix: defaultMix(2), rev: 7, at: 0, touched: true };
  const rows: [string, unknown][] = [
    ['meta/box', { schema: 1, epoch: 'old', rev: 3 }],
    ['device/a', good],
    ['mix/a', mix],
    ['device/b', { ...good, uuid: 'c' }],
    ['device/d', undefined],
    ['mix/e', mix],
    ['mix/f', { ...mix, mix: { channels: [{ on: 1 }], master: 1 } }],
    ['nonsense/x', {}],
    ['nonsense', {}],
  ];
  t.same(loadState(state, rows, () => 'new').bad.sort(), ['device/b', 'device/d', 'mix/f', 'nonsense', 'nonsense/x']);
  t.match(state.get('mix', 'a'), mix);
  t.equal(state.get('mix', 'e'), undefined, 'a mix without its device');
  t.same(state.meta, { schema: 1, epoch: 'new', rev: 7 }, 'a revision below that of a mix is not believed');
});

t.test('a device whose mix was lost has the house mix', async (t) => {
  const state = new State();
  loadState(state, [['device/a', device('a')]], () => 'new');
  t.match(mixView(state, 'a', 3), {
    rev: 0,
    master: 1,
    channels: [{ index: 0, on: true, gain: 0.5 }, { index: 1 }, { index: 2 }],
  });
});
