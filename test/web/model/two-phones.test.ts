import t from 'tap';
import { claimers, namesakes } from '../../../src/web/model/two-phones.js';
import type { Device } from '../../../src/wire/messages.js';

const device = (uuid: string, change: Partial<Device> = {}): Device =>
  ({
    uuid,
    name: 'Ana',
    displayName: change.name ?? 'Ana',
    role: 'musician',
    own: [],
    groups: [],
    claims: null,
    mirrors: null,
    reconnections: 0,
    lastSeen: 0,
    ...change,
  }) as Device;
const uuids = (devices: readonly Device[]) => devices.map(({ uuid }) => uuid);

t.test('a newcomer is asked about people of the same name, the last seen first', async (t) => {
  const me = device('new');
  const devices = [
    me,
    device('older', { lastSeen: 1 }),
    device('newer', { name: ' ANA', lastSeen: 2 }),
    device('renamed', { name: 'Phone', displayName: 'ana', lastSeen: 3 }),
    device('luis', { name: 'Luis', lastSeen: 4 }),
    device('desk', { role: 'engineer', lastSeen: 5 }),
  ];
  t.same(uuids(namesakes(me, devices)), ['renamed', 'newer', 'older']);
});

t.test('nobody is asked once they have set something up here: it would be lost', async (t) => {
  const other = device('other');
  for (const [name, me, asked] of [
    ['not on the list yet', undefined, false],
    ['new', device('me'), true],
    ['with inputs of their own', device('me', { own: [1] }), false],
    ['with groups', device('me', { groups: [{ id: 'g', name: 'g', color: '#ffffff', channels: [1] }] }), false],
    ['with the mix of another phone', device('me', { mirrors: 'x' }), false],
    ['here many times before', device('me', { reconnections: 9 }), false],
  ] as const)
    t.equal(namesakes(me, [other]).length, asked ? 1 : 0, name);
});

t.test('a phone is asked by each device that claims it', async (t) => {
  const devices = [device('a', { claims: 'old' }), device('b', { claims: 'other' }), device('c', { claims: 'old' })];
  t.same(uuids(claimers('old', devices)), ['a', 'c']);
});
