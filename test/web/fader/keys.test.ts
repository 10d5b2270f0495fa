import t from 'tap';
import { gainByKey, towardsUnity } from '../../../src/web/fader/gain-keys.js';
import { panByKey, settlePan } from '../../../src/web/fader/pan-keys.js';
import { faderGain, gainToDb, MAX_GAIN, travelToGain } from '../../../src/web/fader/taper.js';

t.test('keys move a fader by decibels; to its ends and to 0 dB at once only with Shift', async (t) => {
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
  t.same([gainByKey('Home', true, 1), gainByKey('End', true, 1), gainByKey('0', true, 0)], [0, MAX_GAIN, 1]);
  t.same([gainByKey('Home', false, 1), gainByKey('End', false, 1)], [undefined, undefined], 'the browser’s');
  t.same([after('0'), after('0', true)], [0, 0]);
  t.equal(gainByKey('x', false, 1), undefined, 'other keys stay the browser’s');
});

t.test('no key without Shift changes a level that is heard by more than 6 dB', async (t) => {
  const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End', '0'];
  for (let step = 0; step <= 1000; step++) {
    const before = travelToGain(step / 1000);
    let worst = 0;
    for (const key of keys) {
      const after = gainByKey(key, false, before) ?? before;
      // From silence up, and from the very bottom into silence, there is no distance in dB.
      const jump = before === 0 || after === 0 ? 0 : Math.abs(gainToDb(after) - gainToDb(before));
      worst = Math.max(worst, jump);
      if (before === 0 && after > faderGain(-60)) t.fail(`${key} from silence`);
    }
    if (worst >= 6.06) t.fail(`at ${gainToDb(before)} dB: a jump of ${worst} dB`);
  }
  t.pass('none');
  t.equal(towardsUnity(faderGain(3)), 1);
  t.equal(Math.round(gainToDb(towardsUnity(faderGain(11)))), 5);
});

t.test('keys move pan by tenths, to its centre, and with Shift to its ends', async (t) => {
  t.equal(panByKey('ArrowRight', false, 0.2), 0.3);
  t.equal(panByKey('ArrowLeft', true, 0.2), 0.19);
  t.equal(panByKey('ArrowRight', false, 0.95), 1);
  t.same(
    ['Home', 'End', '0'].map((key) => panByKey(key, true, 0.2)),
    [-1, 1, 0],
  );
  t.same(
    ['Home', 'End', '0'].map((key) => panByKey(key, false, 0.2)),
    [undefined, undefined, 0],
  );
  t.equal(panByKey('x', false, 0), undefined);
});

t.test('a dragged pan catches at the centre and stops at the ends', async (t) => {
  t.same([0.03, -0.039, 0.041, 1.4].map(settlePan), [0, 0, 0.04, 1]);
});
