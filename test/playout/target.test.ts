import t from 'tap';
import {
  CLEAN_MS,
  EXCESS_MS,
  FALL_MS_PER_S,
  MAX_TARGET_MS,
  RAISE_MS,
  TargetLatency,
} from '../../src/playout/target.js';

t.test('never under the floor, never over the ceiling', async (t) => {
  const target = new TargetLatency(40);
  target.update(5, 0, 0.5);
  t.equal(target.ms, 40);
  target.update(5000, 500, 0.5);
  t.equal(target.ms, MAX_TARGET_MS);
  t.equal(target.underrun(1000), 0, 'nothing to raise any more');
});

t.test('an empty buffer raises the target, at most once per second', async (t) => {
  const target = new TargetLatency(40);
  t.equal(target.underrun(0), RAISE_MS);
  t.equal(target.underrun(999), 0);
  t.equal(target.underrun(1000), RAISE_MS);
  t.equal(target.ms, 40 + 2 * RAISE_MS);
});

t.test('the target falls slowly after 30 clean seconds, to what is needed', async (t) => {
  const target = new TargetLatency(20);
  target.underrun(0);
  target.update(30, CLEAN_MS - 1, 0.5);
  t.equal(target.ms, 35);
  target.update(30, CLEAN_MS, 0.5);
  t.equal(target.ms, 35 - FALL_MS_PER_S / 2);
  for (let s = 0; s < 100; s++) target.update(30, CLEAN_MS + s * 1000, 1);
  t.equal(target.ms, 30);
});

t.test('a target far too high after 30 clean seconds falls at once, most of the way', async (t) => {
  const target = new TargetLatency(40);
  for (let at = 0; at < 10; at++) target.underrun(at * 1000);
  t.equal(target.ms, 40 + 10 * RAISE_MS);
  t.equal(target.update(50, 9000 + CLEAN_MS - 1, 0.5), 0);
  t.equal(target.ms, 40 + 10 * RAISE_MS);
  t.equal(target.update(50, 9000 + CLEAN_MS, 0.5), 0, 'not a fall that speed could follow');
  t.equal(target.ms, 50 + EXCESS_MS / 2);
  t.ok(target.update(50, 9500 + CLEAN_MS, 0.5) > 0, 'the rest goes slowly');
});

t.test('a new floor counts at once, up or down', async (t) => {
  const target = new TargetLatency(40);
  target.underrun(0);
  target.setFloor(100);
  t.equal(target.ms, 100);
  target.setFloor(20);
  t.equal(target.ms, 20);
});

t.test('an undone raise never goes under the floor', async (t) => {
  const target = new TargetLatency(40);
  target.takeBack(target.underrun(0));
  t.equal(target.ms, 40);
  target.takeBack(15);
  t.equal(target.ms, 40);
});
