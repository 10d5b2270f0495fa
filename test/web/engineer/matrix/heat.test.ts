import t from 'tap';
import { dbToGain } from '../../../../src/base/units.js';
import { heatOf } from '../../../../src/web/engineer/matrix/heat.js';

const at = (db: number, change = {}) => heatOf({ gain: dbToGain(db), on: true, mute: false, ...change });

t.test('what is not heard is cold, 0 dB is full, above it the colour is another', async (t) => {
  t.match(at(0), { heat: 1, hot: false, silent: false });
  t.match(at(12), { heat: 1, hot: true, silent: false });
  t.match(at(0.5), { hot: true });
  t.match(at(-18), { heat: 0.5, hot: false });
  for (const [name, cold] of [
    ['off', at(0, { on: false })],
    ['muted', at(0, { mute: true })],
    ['below the fader', at(-61)],
    ['silence', heatOf({ gain: 0, on: true, mute: false })],
  ] as const)
    t.same(cold, { heat: 0, hot: false, silent: true }, name);
});

t.test('louder is never cooler, up to 0 dB and from there on', async (t) => {
  for (const [from, to] of [
    [-60, 0],
    [0.1, 12],
  ] as const)
    for (let db = from; db + 0.5 <= to; db += 0.5) t.ok(at(db + 0.5).heat >= at(db).heat, `${db} dB`);
  for (let db = -60; db <= 12; db++) t.ok(at(db).heat > 0 && at(db).heat <= 1, `${db} dB is seen`);
});
