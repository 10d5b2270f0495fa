import t from 'tap';
import { toDisplace, toTurnAway } from '../../../src/audio/stream/places.js';

const from = (count: number, address: string) => Array.from({ length: count }, (_, n) => ({ address, n }));

t.test(
  'nobody fills the door: the longest silent of the same address goes, or of the one that holds most',
  async (t) => {
    t.equal(toTurnAway('10.0.0.2', []), undefined);
    t.equal(toTurnAway('10.0.0.2', from(63, '10.0.0.2')), undefined);
    const crowd = from(64, '10.0.0.2');
    t.equal(toTurnAway('10.0.0.2', crowd), crowd[0]);
    t.equal(toTurnAway('10.0.0.3', crowd), undefined, 'others still come in');
    const full = [...from(3, '10.0.0.9'), ...Array.from({ length: 253 }, (_, n) => ({ address: `10.0.1.${n}`, n }))];
    t.equal(toTurnAway('10.0.0.3', full), full[0]);
  },
);

t.test('place is made by the newest of the address that holds most without a token', async (t) => {
  const client = (address: string, name: string, verified = false) => ({ address, name, verified });
  const crowd = [
    client('10.0.0.2', 'band 1'),
    client('10.0.0.9', 'flood 1'),
    client('10.0.0.9', 'flood 2'),
    client('10.0.0.3', 'band 2'),
    client('10.0.0.4', 'member', true),
    client('10.0.0.4', 'member', true),
    client('10.0.0.4', 'member', true),
  ];
  t.equal(toDisplace(crowd)?.name, 'flood 2');
  t.equal(toDisplace(crowd.filter(({ verified }) => verified)), undefined, 'nobody with a token gives way');
  t.equal(toDisplace([]), undefined);
});
