import t from 'tap';
import { DeviceClock } from '../../src/playout/device-clock.js';

const RATE = 48_000;

/** `calls` render calls of `frames`, one each `everyMs`, from `fromMs` on. */
function ask(clock: DeviceClock, fromMs: number, calls: number, everyMs: number, frames: number): void {
  for (let i = 0; i < calls; i++) {
    clock.begin(fromMs + i * everyMs, 0);
    clock.advance(frames);
  }
}

t.test('between calls the clock moves evenly, and never past what was asked for', async (t) => {
  const clock = new DeviceClock();
  t.notOk(clock.started);
  ask(clock, 0, 3, 10, 480);
  t.ok(clock.started);
  t.equal(clock.at(20, RATE), 960);
  t.equal(clock.at(25, RATE), 1200);
  t.equal(clock.at(500, RATE), 1440);
});

t.test('calls right after one another are one burst', async (t) => {
  const clock = new DeviceClock();
  for (let ms = 0; ms < 5000; ms += 8) ask(clock, ms, 3, 0, 128);
  t.equal(clock.burst, 384);
});

t.test('a burst after a standstill, once in a while, does not count; one each half second does', async (t) => {
  for (const [everyMs, expected] of [
    [2000, 480],
    [250, 2400],
  ] as const) {
    const clock = new DeviceClock();
    for (let ms = 0; ms < 20_000; ms += 10) {
      clock.begin(ms, 0);
      clock.advance(480);
      if (ms % everyMs === 0) ask(clock, ms, 4, 0, 480);
    }
    t.equal(clock.burst, expected, `each ${everyMs} ms`);
  }
});

t.test('output that the device skipped moves the clock', async (t) => {
  const clock = new DeviceClock();
  ask(clock, 0, 1, 10, 480);
  clock.begin(40, 1440);
  t.equal(clock.frames, 1920);
  t.equal(clock.at(40, RATE), 1920);
});
