import t from 'tap';
import { gradeOf, partsOf, reasonOf } from '../../../src/web/listen/delay-parts.js';
import { IDLE } from '../../../src/web/listen/idle.js';
import type { ListenState } from '../../../src/web/listen/listener-api.js';

const playing = (state: Partial<ListenState>): ListenState => ({ ...IDLE, status: 'playing', ...state });

t.test('below 25 ms is good, below 60 fair, above poor', async (t) => {
  for (const [ms, grade] of [
    [0, 'good'],
    [24.9, 'good'],
    [25, 'fair'],
    [59.9, 'fair'],
    [60, 'poor'],
    [600, 'poor'],
  ] as const)
    t.equal(gradeOf(ms), grade, `${ms} ms`);
});

t.test('the parts add up to the delay; the output of the phone stands beside', async (t) => {
  t.same(partsOf(playing({ delayMs: 30, fillMs: 18, outputMs: 40 })), { networkMs: 12, bufferMs: 18, outputMs: 40 });
  t.same(partsOf(playing({ delayMs: 10, fillMs: 18 })), { networkMs: 0, bufferMs: 10, outputMs: null });
  t.equal(partsOf(playing({ delayMs: null })), null);
});

t.test('a high delay has one reason', async (t) => {
  for (const [state, reason] of [
    [{ delayMs: 20, fillMs: 15 }, null],
    [{ delayMs: 40, fillMs: 15 }, 'slow'],
    [{ delayMs: 40, fillMs: 30 }, 'uneven'],
    [{ delayMs: 40, fillMs: 30, floor: 'safe' }, 'chosen'],
    [{ delayMs: 90, fillMs: 30, floor: 'safe' }, 'slow'],
    [{ delayMs: 70, fillMs: 60, cause: 'busy' }, 'busy'],
    [{ delayMs: 28, fillMs: 19 }, null],
    [{ delayMs: null, fillMs: 60 }, null],
  ] as const)
    t.equal(reasonOf(playing(state)), reason, JSON.stringify(state));
});
