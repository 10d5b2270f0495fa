import t from 'tap';
import { TRIM_STEP_DB, trimAt, trimBy, trimByKey, trimTravel } from '../../../src/web/engineer/trim-law.js';
import { MAX_TRIM_DB } from '../../../src/wire/limits.js';

t.test('the way is linear in dB, from end to end, in whole steps', async (t) => {
  t.equal(trimTravel(0), 0.5);
  t.equal(trimTravel(-MAX_TRIM_DB), 0);
  t.equal(trimTravel(MAX_TRIM_DB), 1);
  t.equal(trimTravel(99), 1);
  for (let db = -MAX_TRIM_DB; db <= MAX_TRIM_DB; db += TRIM_STEP_DB) t.equal(trimAt(trimTravel(db)), db);
  t.equal(trimAt(0.5 + 0.2 / 48), 0);
  t.equal(trimAt(0.5 + 0.3 / 48), 0.5);
});

t.test('keys move by half a dB or by 6; no key jumps to an end', async (t) => {
  t.equal(trimByKey('ArrowUp', 1), 1.5);
  t.equal(trimByKey('ArrowLeft', 1), 0.5);
  t.equal(trimByKey('PageUp', 1), 7);
  t.equal(trimByKey('PageDown', -20), -MAX_TRIM_DB);
  for (const key of ['Home', 'End', '0', 'a']) t.equal(trimByKey(key, 1), undefined, key);
  t.equal(trimBy(0.3, 0.5), 0.8, 'a value between two steps keeps its place');
});
