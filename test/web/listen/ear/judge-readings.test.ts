import t from 'tap';
import { judgeReadings } from '../../../../src/web/listen/ear/judge-readings.js';

const none = undefined;

t.test('the middle and the spread of readings that agree', async (t) => {
  for (const [readings, ms, spreadMs, heard] of [
    [[40, 41, 42, 43, 44, 45], 42.5, 5, 6],
    [[45, 40, 44, 41, 43], 43, 5, 5],
    [[40, none, 41, none, 42, 43], 41.5, 3, 4],
    // A reading far away is a mistake.
    [[40, 41, 42, 43, 300, none], 41.5, 3, 4],
    [[-0.2, -0.1, 0, 0.1, 0.2, 0.3], 0.05, 0.5, 6],
  ] as const) {
    const result = judgeReadings(readings, 0.3);
    t.match(result, { ok: true, heard, of: readings.length });
    if (!result.ok) continue;
    t.ok(Math.abs(result.ms - ms) < 1e-9 && Math.abs(result.spreadMs - spreadMs) < 1e-9, JSON.stringify(result));
  }
});

t.test('otherwise it says why there is none', async (t) => {
  for (const [readings, loudest, why] of [
    [[none, none, none, none, none, none], 0, 'silent'],
    [[none, none, none, none, none, none], 0.01, 'quiet'],
    [[40, none, none, none, none, none], 0.3, 'few'],
    [[40, 41, 42, none, none, none], 0.3, 'few'],
    [[40, 41, 42, 300, none, none], 0.3, 'uneven'],
    [[40, 140, 240, 340, 440, 540], 0.3, 'uneven'],
  ] as const)
    t.same(judgeReadings(readings, loudest), { ok: false, why }, JSON.stringify(readings));
});
