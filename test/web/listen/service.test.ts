import t from 'tap';
import { IDLE } from '../../../src/web/listen/idle.js';
import type { ListenState } from '../../../src/web/listen/listener-api.js';
import { hasDelay, serviceOf } from '../../../src/web/listen/service.js';

const playing = (state: Partial<ListenState>): ListenState => ({ ...IDLE, status: 'playing', ...state });

t.test('the worse of delay and link decides', async (t) => {
  for (const [state, grade] of [
    [{ delayMs: 12 }, 'good'],
    [{ delayMs: 25 }, 'fair'],
    [{ delayMs: 60 }, 'poor'],
    [{ delayMs: 12, cause: 'weak-wifi' }, 'poor'],
    [{ delayMs: 12, cause: 'bluetooth' }, 'fair'],
    [{ delayMs: 70, cause: 'bluetooth' }, 'poor'],
    [{ delayMs: 12, soundless: true }, 'poor'],
    [{ delayMs: 12, muted: true }, 'good'],
    [{ delayMs: null }, 'good'],
    [{ status: 'connecting' }, 'fair'],
    [{ status: 'connecting', cause: 'box-full' }, 'fair'],
    [{ status: 'connecting', cause: 'box-gone' }, 'poor'],
    [{ status: 'paused' }, 'poor'],
  ] as const)
    t.equal(serviceOf(playing(state), true), grade, JSON.stringify(state));
  t.equal(serviceOf(playing({ delayMs: 5 }), false), 'poor', 'a box that does not answer');
});

t.test('a delay is shown only of sound that is heard', async (t) => {
  t.ok(hasDelay(playing({ delayMs: 5 })));
  for (const state of [{ delayMs: null }, { delayMs: 5, muted: true }, { delayMs: 5, soundless: true }])
    t.notOk(hasDelay(playing(state)), JSON.stringify(state));
  t.notOk(hasDelay({ ...IDLE, delayMs: 5 }));
});
