import t from 'tap';
import { actionOf } from '../../../../src/web/engineer/matrix/matrix-keys.js';

const NONE = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, repeat: false };
const key = (name: string, change = {}, head = false) => actionOf({ key: name, ...NONE, ...change }, head);

t.test('arrows move, Enter opens the mix, + and − change the level, M, Space and S switch', async (t) => {
  t.same(key('ArrowUp'), { type: 'move', rows: -1, columns: 0 });
  t.same(key('ArrowRight'), { type: 'move', rows: 0, columns: 1 });
  t.same(key('Enter'), { type: 'open' });
  t.same(key('+', { shiftKey: true }), { type: 'step', way: 1 });
  t.same(key('-'), { type: 'step', way: -1 });
  for (const name of ['m', 'M', ' ']) t.same(key(name), { type: 'mute' }, name);
  for (const name of ['s', 'S']) t.same(key(name), { type: 'solo' }, name);
});

t.test('Ctrl or ⌘ with Z takes back, with Shift it brings back', async (t) => {
  for (const held of ['ctrlKey', 'metaKey']) {
    t.same(key('z', { [held]: true }), { type: 'undo' }, held);
    t.same(key('Z', { [held]: true, shiftKey: true }), { type: 'redo' }, held);
  }
});

t.test('the heads are buttons: Enter, Space and letters are theirs', async (t) => {
  for (const name of ['Enter', ' ', 'm', 's']) t.equal(key(name, {}, true), undefined, name);
  t.same(key('ArrowDown', {}, true), { type: 'move', rows: 1, columns: 0 });
  t.same(key('-', {}, true), { type: 'step', way: -1 });
});

t.test('a key that is held moves and steps, but switches once', async (t) => {
  t.same(key('+', { repeat: true }), { type: 'step', way: 1 });
  for (const name of ['m', ' ', 's']) t.equal(key(name, { repeat: true }), undefined, name);
});

t.test('other keys, and the browser’s own shortcuts, are left alone', async (t) => {
  for (const name of ['Tab', 'Escape', 'a', 'F5', 'z']) t.equal(key(name), undefined, name);
  for (const held of ['altKey', 'ctrlKey', 'metaKey']) t.equal(key('ArrowLeft', { [held]: true }), undefined, held);
  t.equal(key('-', { ctrlKey: true }), undefined, 'the page’s size');
});
