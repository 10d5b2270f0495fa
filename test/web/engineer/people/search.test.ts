import t from 'tap';
import { found } from '../../../../src/web/engineer/people/search.js';

const names = ['Ana María', 'Luis', 'Bombo Ludwig', 'Voz de Ana', 'Kick (in)'];
const search = (query: string) => found(names, query, (name) => name);

t.test('a part of a name finds it, whatever its accents and capitals', async (t) => {
  t.same(search(''), names, 'nothing asked: all');
  t.same(search('  '), names);
  t.same(search('ANA'), ['Ana María', 'Voz de Ana']);
  t.same(search('maria'), ['Ana María']);
  t.same(search('María'), ['Ana María']);
  t.same(search('ana voz'), ['Voz de Ana'], 'every word, in any order');
  t.same(search('(in'), ['Kick (in)'], 'no pattern');
  t.same(search('zzz'), []);
});
