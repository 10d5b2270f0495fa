import t from 'tap';
import { gainByKey } from '../../../src/web/fader/fader-hand.js';
import { panByKey, settlePan } from '../../../src/web/fader/pan-hand.js';
import { faderGain, gainToDb, MAX_GAIN } from '../../../src/web/fader/taper.js';

t.test('keys move a fader by decibels, and to its ends', async (t) => {
  const after = (key: string, shift = false) =>
    Math.round(gainToDb(gainByKey(key, shift, faderGain(-6)) ?? 0) * 10) / 10;
  t.same(
    ['ArrowUp', 'ArrowRight'].map((key) => after(key)),
    [-5, -5],
  );
  t.same(
    ['ArrowDown', 'ArrowLeft'].map((key) => after(key)),
    [-7, -7],
  );
  t.same([after('PageUp'), after('PageDown')], [0, -12]);
  t.same([after('ArrowUp', true), after('ArrowDown', true)], [-5.9, -6.1]);
  t.equal(gainByKey('Home', false, 1), 0);
  t.equal(gainByKey('End', false, 1), MAX_GAIN);
  t.equal(gainByKey('0', false, 0.3), 1);
  t.equal(gainByKey('x', false, 1), undefined, 'other keys stay the browser’s');
});

t.test('keys move pan by tenths, and to its ends and its centre', async (t) => {
  t.equal(panByKey('ArrowRight', false, 0.2), 0.3);
  t.equal(panByKey('ArrowLeft', true, 0.2), 0.19);
  t.equal(panByKey('ArrowRight', false, 0.95), 1);
  t.same(
    ['Home', 'End', '0'].map((key) => panByKey(key, false, 0.2)),
    [-1, 1, 0],
  );
  t.equal(panByKey('x', false, 0), undefined);
});

t.test('a dragged pan catches at the centre and stops at the ends', async (t) => {
  t.same([0.03, -0.039, 0.041, 1.4].map(settlePan), [0, 0, 0.04, 1]);
});
