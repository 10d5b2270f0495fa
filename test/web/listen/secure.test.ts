import t from 'tap';
import type { ListenState } from '../../../src/web/listen/listener-api.js';
import { secureHelps } from '../../../src/web/listen/secure.js';

const playing = {
  status: 'playing',
  cause: null,
  delayMs: 55,
  underruns: 0,
} as unknown as ListenState;

t.test('the secure page is offered only where playing is not fine and could be better', async (t) => {
  const table: readonly [change: Partial<ListenState>, offered: boolean][] = [
    [{}, false],
    [{ status: 'idle', delayMs: null }, false],
    [{ delayMs: 60 }, false],
    [{ delayMs: 61 }, true],
    [{ status: 'connecting', delayMs: 200 }, false],
    [{ status: 'failed', delayMs: null }, true],
    [{ cause: 'busy' }, true],
    [{ underruns: 300 }, false],
    [{ cause: 'weak-wifi' }, true],
    [{ cause: 'bluetooth', delayMs: 300 }, false],
  ];
  for (const [change, offered] of table)
    t.equal(secureHelps({ ...playing, ...change }, false), offered, JSON.stringify(change));
  t.equal(secureHelps({ ...playing, status: 'failed' }, true), false, 'already there');
  t.equal(secureHelps(undefined, false), false, 'never started');
});
