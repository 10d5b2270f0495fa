import t from 'tap';
import { KeyGesture, newKeyGesture } from '../../../src/web/fader/key-gesture.js';

t.test('presses belong together until there is a pause', async (t) => {
  const keys = new KeyGesture('k');
  const first = keys.press(0);
  t.equal(keys.press(900), first);
  t.equal(keys.press(1800), first, 'held down for long it is still one');
  const next = keys.press(2801);
  t.not(next, first);
  t.equal(keys.press(2900), next);
});

t.test('two controls never share a gesture', async (t) => {
  t.not(newKeyGesture().press(0), newKeyGesture().press(0));
});
