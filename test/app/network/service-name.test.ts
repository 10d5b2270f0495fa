import t from 'tap';
import { serviceName } from '../../../src/app/network/service-name.js';

const ROWS: readonly (readonly [name: string, announced: string])[] = [
  ['Stage Box', 'Stage Box'],
  ['x'.repeat(40), 'x'.repeat(40)],
  ['x'.repeat(64), 'x'.repeat(59)],
  ['舞'.repeat(22), '舞'.repeat(19)],
  ['é'.repeat(40), 'é'.repeat(29)],
  [`${'x'.repeat(57)}e\u0301`, `${'x'.repeat(57)}`],
  ['👩‍👩‍👧‍👦'.repeat(3), '👩‍👩‍👧‍👦'.repeat(2)],
  [`${'x'.repeat(58)} y`, 'x'.repeat(58)],
  ['Dr. Beat', 'Dr\u2024 Beat'],
  ['a..b.', 'a\u2024\u2024b\u2024'],
  ['Box (2)', 'Box 2'],
  ['Box (0)', 'Box 0'],
  ['Box (99999999999999999999)', 'Box 99999999999999999999'],
  ['half \ud83d', 'half \ufffd'],
  ['a\nb\0', 'a b'],
  ['   ', 'Stage Box'],
  ['', 'Stage Box'],
];
for (const [name, announced] of ROWS)
  t.test(`${JSON.stringify(name)} is announced as ${JSON.stringify(announced)}`, async (t) => {
    t.equal(serviceName(name), announced);
    t.ok(Buffer.byteLength(`${serviceName(name)} (2)`) <= 63);
  });

t.test('one letter with a pile of marks is cut between its marks', async (t) => {
  const cut = serviceName(`e${'\u0301'.repeat(100)}`);
  t.equal(cut, `e${'\u0301'.repeat(29)}`);
});
