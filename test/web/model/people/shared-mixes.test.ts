import t from 'tap';
import { busOf, mixesOf, mixOf, type SharedMix } from '../../../../src/web/model/people/shared-mixes.js';
import type { Device } from '../../../../src/wire/messages.js';

const device = (uuid: string, mirrors: string | null = null) => ({ uuid, mirrors }) as Device;
const [ana, bea, tablet, phone] = [device('ana'), device('bea'), device('tablet', 'ana'), device('phone', 'ana')];
const ALL = [tablet, bea, ana, phone] as Device[];
const names = (here: readonly (Device | undefined)[]) =>
  mixesOf(here as Device[], ALL).map(
    ({ owner, phones }) => `${owner.uuid}: ${phones.map(({ uuid }) => uuid).join(' ')}`,
  );

t.test('a device plays its own mix, unless it mirrors another', async (t) => {
  t.equal(mixOf(ana!), 'ana');
  t.equal(mixOf(tablet!), 'ana');
});

t.test('each mix once, with the phones that play it, in the order of all', async (t) => {
  t.same(names([ana, bea]), ['bea: bea', 'ana: ana']);
  t.same(names([tablet, bea, ana]), ['bea: bea', 'ana: tablet ana']);
  t.same(names([tablet, phone]), ['ana: tablet phone'], 'their own phone may be away');
  t.same(names([]), []);
  t.same(mixesOf([], ALL, 'bea'), [{ owner: bea, phones: [] }], 'the open mix stays, even if nobody plays it');
});

t.test('a mix is metered under a phone that plays it now, or else under its owner', async (t) => {
  for (const [audio, expected] of [
    [true, 'tablet'],
    [false, 'ana'],
  ] as const) {
    const phones = [{ uuid: 'tablet', connections: { audio } }];
    t.equal(busOf({ owner: { uuid: 'ana' }, phones } as unknown as SharedMix), expected);
  }
});
