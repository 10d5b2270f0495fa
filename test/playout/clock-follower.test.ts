import t from 'tap';
import { ClockFollower, DEAD_BAND_MS, MAX_PPM } from '../../src/playout/clock-follower.js';
import { seeded } from '../harness/seeded.js';

/** Closes the loop around an ideal buffer. `noiseMs`: half the range of the measurement's noise. */
function run(driftPpm: number, seconds: number, noiseMs = 0): { errors: number[]; ppms: number[] } {
  const follower = new ClockFollower();
  const random = seeded(3);
  const errors: number[] = [];
  const ppms: number[] = [];
  let lead = 0;
  let error = 0;
  for (let at = 0; at < seconds; at += 0.05) {
    follower.update(lead + noiseMs * (2 * random() - 1), error, 0.05);
    lead += driftPpm * 1e-6 * 50;
    error += (driftPpm - follower.ppm) * 1e-6 * 50;
    errors.push(error);
    ppms.push(follower.ppm);
  }
  return { errors, ppms };
}

t.test('equal clocks: samples are never touched, also with noise inside the dead band', async (t) => {
  for (const noise of [0, DEAD_BAND_MS * 0.9]) t.ok(run(0, 3600, noise).ppms.every((ppm) => ppm === 0));
});

t.test('clocks ±100 ppm apart: finds the difference, and the error stays within 1 ms', async (t) => {
  for (const drift of [100, -100, 37, 20]) {
    const { errors, ppms } = run(drift, 1800);
    t.ok(Math.abs(ppms.at(-1)! - drift) < 2, `drift ${drift}: ${ppms.at(-1)!.toFixed(1)} ppm`);
    t.ok(Math.max(...errors.map(Math.abs)) < 1, `${Math.max(...errors.map(Math.abs))} ms`);
    t.ok(Math.abs(errors.at(-1)!) < 0.1);
  }
});

t.test('clocks that become equal again: samples are left alone again', async (t) => {
  const follower = new ClockFollower();
  let lead = 0;
  for (let at = 0; at < 600; at += 0.05) {
    follower.update(lead, 0, 0.05);
    if (at < 200) lead += 100e-6 * 50;
    if (at > 190 && at < 200) t.ok(follower.ppm > 90);
  }
  t.equal(follower.ppm, 0);
});

t.test('a slip is no drift', async (t) => {
  const follower = new ClockFollower();
  let lead = 0;
  for (let at = 0; at < 300; at += 0.05) {
    follower.update(lead, 0, 0.05);
    if (Math.abs(at % 10) < 0.05) lead += at % 20 < 10 ? 8 : -30;
  }
  t.equal(follower.ppm, 0);
});

t.test('the speed never exceeds the limit and never changes suddenly', async (t) => {
  const { ppms } = run(2000, 600);
  t.ok(ppms.every((ppm) => Math.abs(ppm) <= MAX_PPM));
  for (let i = 1; i < ppms.length; i++)
    if (Math.abs(ppms[i]! - ppms[i - 1]!) > 2.501) t.fail(`jumped by ${ppms[i]! - ppms[i - 1]!} ppm`);
});
