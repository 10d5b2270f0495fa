import t from 'tap';
import { Corrections, JUMP_ABOVE_MS, STEP_MS, TOO_LITTLE_MS, TOO_MUCH_MS } from '../../src/playout/corrections.js';

t.test('what is wanted, by table', async (t) => {
  for (const [excess, expected] of [
    [Number.NaN, 0],
    [0, 0],
    [TOO_MUCH_MS, 0],
    [1.5, 1.5],
    [7, STEP_MS],
    [JUMP_ABOVE_MS, STEP_MS],
    [10.5, 10.5],
    [400, 400],
    [-TOO_LITTLE_MS, 0],
    [-1.5, -1.5],
    [-30, -STEP_MS],
  ] as const)
    t.equal(new Corrections().wanted(excess, 0), expected, `${excess} ms`);
});

t.test('between steps there is time: 100 ms on the way down, 20 ms on the way up', async (t) => {
  const corrections = new Corrections();
  corrections.made(1000);
  t.equal(corrections.wanted(5, 1099), 0);
  t.equal(corrections.wanted(5, 1100), STEP_MS);
  t.equal(corrections.wanted(-5, 1019), 0);
  t.equal(corrections.wanted(-5, 1020), -STEP_MS);
});

t.test('10 ms too much are gone within half a second', async (t) => {
  const corrections = new Corrections();
  let excess = 10;
  for (let ms = 0; ms < 500; ms += 3) {
    const step = corrections.wanted(excess, ms);
    if (step === 0) continue;
    excess -= step;
    corrections.made(ms);
  }
  t.ok(excess <= TOO_MUCH_MS, `${excess} ms left`);
});
