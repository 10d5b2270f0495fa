import t from 'tap';
import { DEAD_BAND_MS, DriftControl, MAX_PPM } from '../../src/playout/drift.js';

/** Closes the loop around an ideal buffer: error grows with the clocks' difference and shrinks with the correction. */
function run(driftPpm: number, startMs: number, seconds: number): { errors: number[]; ppms: number[] } {
  const control = new DriftControl();
  const errors: number[] = [];
  const ppms: number[] = [];
  let error = startMs;
  for (let at = 0; at < seconds; at += 0.5) {
    control.update(error, 0.5);
    error += (driftPpm - control.ppm) * 1e-6 * 0.5 * 1000;
    errors.push(error);
    ppms.push(control.ppm);
  }
  return { errors, ppms };
}

t.test('equal clocks within the dead band: samples are never touched', async (t) => {
  for (const start of [0, 5.9, -5.9]) {
    t.ok(
      run(0, start, 3600).ppms.every((ppm) => ppm === 0),
      `start ${start} ms`,
    );
  }
});

t.test('equal clocks outside the dead band: comes back, then leaves samples alone again', async (t) => {
  for (const start of [20, -20, 35]) {
    const { errors, ppms } = run(0, start, 1800);
    t.ok(Math.abs(errors.at(-1)!) < DEAD_BAND_MS / 4, `start ${start} ms ends at ${errors.at(-1)!.toFixed(2)}`);
    t.equal(ppms.at(-1), 0);
  }
});

t.test('clocks ±100 ppm apart: finds the difference, and the error stays within 10 ms', async (t) => {
  for (const drift of [100, -100, 37, -250]) {
    const { errors, ppms } = run(drift, 0, 3600);
    t.ok(Math.abs(ppms.at(-1)! - drift) < 2, `drift ${drift}: ${ppms.at(-1)!.toFixed(1)} ppm`);
    t.ok(Math.max(...errors.map(Math.abs)) < 12);
    t.ok(Math.abs(errors.at(-1)!) < 1);
  }
});

t.test('the speed never exceeds the limit and never changes suddenly', async (t) => {
  const { ppms } = run(0, 400, 600);
  t.ok(ppms.every((ppm) => Math.abs(ppm) <= MAX_PPM));
  for (let i = 1; i < ppms.length; i++) {
    if (ppms[i] === 0) continue;
    if (Math.abs(ppms[i]! - ppms[i - 1]!) > 25.001) t.fail(`jumped by ${ppms[i]! - ppms[i - 1]!} ppm`);
  }
});
