import t from 'tap';
import type { StripInfo } from '../../../../src/web/model/mix/strips.js';
import { banksOf, stripsIn } from '../../../../src/web/musician/banks/banks.js';

const strip = (ch: number, icon: string, mine = false): StripInfo => ({
  ch,
  pair: undefined,
  name: `Input ${ch}`,
  color: '#888888',
  icon,
  mine,
});
/** Inputs with these icons in turn; the first `mine` are the musician's own. */
const strips = (count: number, icons: readonly string[], mine = 0) =>
  Array.from({ length: count }, (_, ch) => strip(ch, icons[ch % icons.length]!, ch < mine));
const keys = (list: readonly StripInfo[]) => list.map(({ ch }) => ch);

t.test('24 strips have no banks', async (t) => {
  t.same(banksOf(strips(24, ['voice', 'guitar']), []), []);
  t.not(banksOf(strips(25, ['voice', 'guitar', 'drums']), []).length, 0);
});

t.test('groups are banks where they divide the strips: made ones first, mine in none', async (t) => {
  const list = strips(32, ['voice', 'guitar', 'drums', 'keys'], 1);
  const made = [{ id: 'g1', name: 'Choir', color: '#fff', channels: [0, 4, 8] }];
  const banks = banksOf(list, made);
  t.same(
    banks.map(({ key }) => key),
    ['g1', 'vocals', 'guitars', 'drums', 'keys'],
  );
  t.same(keys(banks[0]!.members), [4, 8]);
  t.notOk(banks.some(({ members }) => members.some(({ mine }) => mine)));
});

t.test('where one group has more than half, there are eight at a time, in the order of the screen', async (t) => {
  const list = strips(30, ['mic'], 2);
  const banks = banksOf(list, []);
  t.same(
    banks.map(({ key, first, members }) => `${key}: ${first + 1}–${first + members.length}`),
    ['from 0: 1–8', 'from 8: 9–16', 'from 16: 17–24', 'from 24: 25–28'],
  );
  t.same(keys(banks[1]!.members), [10, 11, 12, 13, 14, 15, 16, 17]);
});

t.test('a bank shows mine and its own; mine shows mine; what is not there shows all', async (t) => {
  const list = strips(30, ['mic'], 2);
  const banks = banksOf(list, []);
  t.same(keys(stripsIn(list, banks, 'from 24')), [0, 1, 26, 27, 28, 29]);
  t.same(keys(stripsIn(list, banks, 'mine')), [0, 1]);
  t.equal(stripsIn(list, banks, ''), list);
  t.equal(stripsIn(list, banks, 'gone'), list);
  t.equal(stripsIn(list, [], 'mine'), list, 'few strips are never divided');
  const unclaimed = strips(30, ['mic']);
  t.equal(stripsIn(unclaimed, banksOf(unclaimed, []), 'mine'), unclaimed, 'nothing is mine');
});
