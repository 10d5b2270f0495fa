import t from 'tap';
import { HASTE_PPM, Haste } from '../../src/playout/haste.js';

t.test('an excess of up to 1 ms takes no haste', async (t) => {
  const haste = new Haste();
  for (const excess of [0, 1, -5, Number.NaN]) {
    haste.update(excess, 0.05);
    t.equal(haste.ppm, 0);
  }
});

t.test('it begins above 1 ms, ends at half of that, and never exceeds its limit', async (t) => {
  const haste = new Haste();
  for (let i = 0; i < 100; i++) haste.update(8, 0.05);
  t.equal(haste.ppm, HASTE_PPM);
  for (let i = 0; i < 100; i++) haste.update(0.8, 0.05);
  t.ok(Math.abs(haste.ppm - 300) < 1);
  for (let i = 0; i < 100; i++) haste.update(0.5, 0.05);
  t.equal(haste.ppm, 0);
});

t.test('the speed changes by no more than 4000 ppm per second', async (t) => {
  const haste = new Haste();
  haste.update(8, 0.05);
  t.equal(haste.ppm, 200);
});

t.test('3 ms too much are down to 1 ms within two seconds, without any step', async (t) => {
  const haste = new Haste();
  let excess = 3;
  for (let i = 0; i < 40; i++) {
    haste.update(excess, 0.05);
    excess -= haste.ppm * 1e-6 * 50;
  }
  t.ok(excess < 1, `${excess.toFixed(2)} ms`);
});
