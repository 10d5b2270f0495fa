import t from 'tap';
import * as v from 'valibot';
import { reductionDb } from '../../../src/audio/mixer/dynamics-design.js';
import { STRIP_STARTS, startsFor } from '../../../src/web/engineer/strip-starts.js';
import { CHANNEL_ICONS } from '../../../src/web/icons/shapes.js';
import { FLAT_STRIP } from '../../../src/wire/strip.js';
import { stripFields } from '../../../src/wire/values.js';

/** Where the peaks of an input stand once its trim is set. */
const PEAK_DB = -12;

t.test('the box takes every strip to start from, and the page has its icon', async (t) => {
  for (const { name, icon, set } of STRIP_STARTS) {
    t.ok(v.safeParse(stripFields(true), set).success, name);
    t.ok(icon in CHANNEL_ICONS, `${name} has ${icon}`);
  }
  t.equal(new Set(STRIP_STARTS.map(({ name }) => name)).size, STRIP_STARTS.length);
});

t.test(
  'they stay moderate: bands in order and below 6 dB, gates under the peaks, make-up under the reduction',
  async (t) => {
    for (const { name, set } of STRIP_STARTS) {
      const strip = { ...FLAT_STRIP, ...set };
      const { eq1Hz, eq2Hz, eq3Hz, eq4Hz, eq1Db, eq2Db, eq3Db, eq4Db } = strip;
      t.ok(strip.hpOn && strip.hpHz < eq2Hz && eq1Hz < eq2Hz && eq2Hz < eq3Hz && eq3Hz < eq4Hz, `${name}: in order`);
      t.ok(
        [eq1Db, eq2Db, eq3Db, eq4Db].every((db) => Math.abs(db) <= 6),
        `${name}: bands`,
      );
      if (strip.gateOn) t.ok(strip.gateDb <= PEAK_DB - 18, `${name}: the gate opens for soft playing`);
      if (!strip.compOn) continue;
      const taken = reductionDb(strip, PEAK_DB);
      t.ok(taken >= 1 && taken <= 10, `${name}: peaks are turned down by ${taken} dB`);
      t.ok(strip.compMakeupDb <= taken, `${name}: and are no louder in the end`);
      t.ok(!strip.gateOn || strip.gateDb < strip.compDb, `${name}: the gate is open before the compressor acts`);
    }
  },
);

t.test('what fits the input’s icon comes first, and nothing is left out', async (t) => {
  const guitar = startsFor('guitar');
  t.same(
    guitar.slice(0, 2).map(({ name }) => name),
    ['startElectric', 'startAcoustic'],
  );
  t.equal(guitar.length, STRIP_STARTS.length);
  t.same(startsFor('click'), STRIP_STARTS, 'an icon without a strip of its own');
});
