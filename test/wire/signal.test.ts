import t from 'tap';
import { MAX_SDP, readSignal } from '../../src/wire/signal.js';

t.test('each signal of the page is read, with its fields and no others', async (t) => {
  for (const signal of [
    { type: 'want' },
    { type: 'want', copies: 0, frames: 120 },
    { type: 'want', copies: 3, frames: 960 },
    { type: 'answer', sdp: 'x'.repeat(MAX_SDP) },
    { type: 'close' },
  ] as const)
    t.strictSame(readSignal(signal), signal);
  t.strictSame(readSignal({ type: 'close', sdp: 'more' }), { type: 'close' });
});

t.test('anything else is no signal', async (t) => {
  for (const signal of [
    undefined,
    null,
    7,
    'want',
    [],
    {},
    { type: 'offer', sdp: 'v=0' },
    { type: 'want', copies: -1 },
    { type: 'want', copies: 4 },
    { type: 'want', copies: 1.5 },
    { type: 'want', copies: null },
    { type: 'want', frames: 128 },
    { type: 'want', frames: '240' },
    { type: 'answer' },
    { type: 'answer', sdp: '' },
    { type: 'answer', sdp: 'x'.repeat(MAX_SDP + 1) },
    { type: 'answer', sdp: ['v=0'] },
    { type: '__proto__' },
    { type: 'toString' },
  ])
    t.equal(readSignal(signal), undefined, JSON.stringify(signal)?.slice(0, 60));
});
