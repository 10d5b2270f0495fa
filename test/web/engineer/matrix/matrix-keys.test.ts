import t from 'tap';
import { actionOf } from '../../../../src/web/engineer/matrix/matrix-keys.js';

const key = (name: string, change = {}) =>
  actionOf({ key: name, altKey: false, ctrlKey: false, metaKey: false, ...change });

t.test('arrows move, Enter opens the mix, + and − change the level, M mutes', async (t) => {
  t.same(key('ArrowUp'), { type: 'move', rows: -1, columns: 0 });
  t.same(key('ArrowRight'), { type: 'move', rows: 0, columns: 1 });
  t.same(key('Enter'), { type: 'open' });
  t.same(key('+'), { type: 'step', way: 1 });
  t.same(key('-'), { type: 'step', way: -1 });
  t.same(key('m'), { type: 'mute' });
  t.same(key('M'), { type: 'mute' });
});

t.test('other keys, and the browser’s own shortcuts, are left alone', async (t) => {
  for (const name of ['Tab', 'Escape', 'a', 'F5']) t.equal(key(name), undefined, name);
  for (const held of ['altKey', 'ctrlKey', 'metaKey']) t.equal(key('ArrowLeft', { [held]: true }), undefined, held);
  t.equal(key('-', { ctrlKey: true }), undefined, 'the page’s size');
});
