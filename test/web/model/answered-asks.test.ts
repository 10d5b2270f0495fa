import t from 'tap';
import { endedAsks } from '../../../src/web/model/answered-asks.js';

const ask = (id: string, uuid = 'me') => ({ id, uuid, name: '', ch: null, p: null, v: null, text: id, at: 0 });
const answer = (id: string, by = 'desk') => ({ id, uuid: 'me', accepted: true, by, name: 'Marta' });

t.test('my requests that were sent, with the answer if it arrived', async (t) => {
  const before = [ask('a'), ask('b'), ask('c', 'other'), ask('d')];
  t.same(endedAsks(before, [ask('d')], answer('a'), 'me'), [
    { ask: ask('a'), answer: answer('a') },
    { ask: ask('b'), answer: undefined },
  ]);
  t.same(endedAsks(before, before, undefined, 'me'), [], 'nothing went');
  t.same(endedAsks([ask('a')], [], answer('a', 'me'), 'me'), [], 'I answered it myself');
});
