import t from 'tap';
import { pickEvicted } from '../../../../src/audio/stream/native/doorstep.js';

const from = (count: number, address: string) => Array.from({ length: count }, (_, n) => ({ address, n }));

t.test(
  'nobody fills the door: the longest silent of the same address goes, or of the one that holds most',
  async (t) => {
    t.equal(pickEvicted('10.0.0.2', []), undefined);
    t.equal(pickEvicted('10.0.0.2', from(63, '10.0.0.2')), undefined);
    const crowd = from(64, '10.0.0.2');
    t.equal(pickEvicted('10.0.0.2', crowd), crowd[0]);
    t.equal(pickEvicted('10.0.0.3', crowd), undefined, 'others still come in');
    const full = [...from(3, '10.0.0.9'), ...Array.from({ length: 253 }, (_, n) => ({ address: `10.0.1.${n}`, n }))];
    t.equal(pickEvicted('10.0.0.3', full), full[0]);
  },
);
