import t from 'tap';
import { BytePace, SERVER_LIMITS } from '../../src/net/server-limits.js';

/** Moves this many bytes every 100 ms; returns when it is late first, ms. */
function lateAt(bytesPerStep: readonly number[], steps = 1000): number | undefined {
  const pace = new BytePace({ paceMs: 1000, bytesPerSecond: 500 }, 0);
  for (let step = 1; step <= steps; step++) {
    pace.moved(bytesPerStep[step % bytesPerStep.length]!);
    if (pace.late(step * 100)) return step * 100;
  }
  return undefined;
}

t.test('bytes at the required pace or faster are never late, slower ones at the end of a window', (t) => {
  t.equal(lateAt([50]), undefined);
  t.equal(lateAt([0, 100]), undefined, 'on average');
  t.equal(lateAt([49]), 1000);
  t.equal(lateAt([0]), 1000);
  t.equal(lateAt([100_000, ...Array<number>(30).fill(0)], 30), 1000, 'much later does not make up for nothing now');
  t.end();
});

t.test('a transfer that was fast once may not stall for long', (t) => {
  const pace = new BytePace({ paceMs: 1000, bytesPerSecond: 500 }, 0);
  pace.moved(1_000_000);
  t.notOk(pace.late(1000));
  t.notOk(pace.late(1999));
  t.ok(pace.late(2000));
  t.end();
});

t.test('the box decides about an upgrade before the server gives up, and headers have the shortest limit', (t) => {
  t.ok(SERVER_LIMITS.upgradeMs > 5_000, 'the audio thread waits 5 s for the main thread');
  t.ok(SERVER_LIMITS.headersMs <= SERVER_LIMITS.idleMs && SERVER_LIMITS.headersMs <= SERVER_LIMITS.paceMs);
  t.end();
});

t.test('a phone at the edge of the Wi-Fi is not late: 5 kB/s for two transfers, answers taken 30 kB at a time', (t) => {
  const sent = new BytePace(SERVER_LIMITS, 0);
  const taken = new BytePace(SERVER_LIMITS, 0);
  let seconds = 0;
  for (let left = 100_000; left > 0; left -= 2_500) {
    seconds++;
    sent.moved(2_500);
    if (seconds % 12 === 0) taken.moved(30_000);
    t.notOk(sent.late(seconds * 1000) || taken.late(seconds * 1000), `${left} bytes left`);
  }
  t.ok(seconds * 1000 < SERVER_LIMITS.bodyMs);
  t.end();
});
