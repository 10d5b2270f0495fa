import t from 'tap';
import { Corrections, JUMP_ABOVE_MS, STEP_MS, TOO_LITTLE_MS, TOO_MUCH_MS } from '../../src/playout/corrections.js';

t.test('what is tried, and the least of it, by table', async (t) => {
  for (const [excess, wanted, least] of [
    [Number.NaN, 0, 0],
    [0, 0, 0],
    [TOO_MUCH_MS, 0, 0],
    [1.5, 1.5, 0.4],
    [4.5, STEP_MS, 0.4],
    [7, STEP_MS, 0.4],
    [JUMP_ABOVE_MS, STEP_MS, 0.4],
    [10.5, 10.5, 10.5 - STEP_MS],
    [400, 400, 400 - STEP_MS],
    [-TOO_LITTLE_MS, 0, 0],
    [-1.5, -1.5, 0.4],
    [-30, -STEP_MS, 0.4],
  ] as const) {
    const corrections = new Corrections();
    t.equal(corrections.wanted(excess, 0), wanted, `${excess} ms`);
    t.equal(corrections.leastMs, least, `${excess} ms, at least`);
  }
});

t.test('from one step to the next there are 20 ms, from one search to the next 10 ms', async (t) => {
  for (const [excess, step] of [
    [7, STEP_MS],
    [-7, -STEP_MS],
  ] as const) {
    const corrections = new Corrections();
    corrections.made(1000);
    t.equal(corrections.wanted(excess, 1019), 0);
    t.equal(corrections.wanted(excess, 1020), step);
    t.equal(corrections.wanted(excess, 1029), 0);
    t.equal(corrections.wanted(excess, 1030), step);
  }
});

t.test('a step asks for a place where nothing is heard, then for less, in the end for none', async (t) => {
  for (const [excess, patienceMs] of [
    [-5, 60],
    [4.5, 600],
    [7, 100],
    [30, 100],
  ] as const) {
    const corrections = new Corrections();
    let last = 1;
    for (let ms = 0; ms <= patienceMs; ms += 10) {
      t.not(corrections.wanted(excess, ms), 0);
      if (ms === 0) t.equal(corrections.likeness, 0.98);
      t.ok(corrections.likeness < last);
      last = corrections.likeness;
    }
    t.equal(last, -1, `${excess} ms`);
  }
});

t.test('a small excess takes nothing but a step that is not heard, however long it lasts', async (t) => {
  const corrections = new Corrections();
  for (let ms = 0; ms < 60_000; ms += 10) {
    corrections.wanted(3.9, ms);
    if (corrections.likeness !== 0.98) t.fail(`${corrections.likeness} after ${ms} ms`);
  }
});

t.test('of 10 ms too much, 6 are gone within a second, even where each place is bad', async (t) => {
  const corrections = new Corrections();
  let excess = 10;
  let steps = 0;
  for (let ms = 0; ms < 1000; ms += 3) {
    const step = corrections.wanted(excess, ms);
    if (step === 0 || corrections.likeness > 0) continue;
    excess -= corrections.leastMs;
    steps++;
    corrections.made(ms);
  }
  t.ok(excess <= 4, `${excess} ms left after ${steps} steps; the speed takes them`);
});
