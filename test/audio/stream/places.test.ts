import t from 'tap';
import { mayGreet, toDisplace } from '../../../src/audio/stream/places.js';

const times = (count: number, address: string) => new Array<string>(count).fill(address);

t.test('nobody fills the door from one address, and the door is finite', async (t) => {
  t.equal(mayGreet('10.0.0.2', []), true);
  t.equal(mayGreet('10.0.0.2', times(63, '10.0.0.2')), true);
  t.equal(mayGreet('10.0.0.2', times(64, '10.0.0.2')), false);
  t.equal(mayGreet('10.0.0.3', times(64, '10.0.0.2')), true, 'others still come in');
  t.equal(
    mayGreet(
      '10.0.0.3',
      Array.from({ length: 256 }, (_, i) => `10.0.1.${i}`),
    ),
    false,
  );
});

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
