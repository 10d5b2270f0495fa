import t from 'tap';
import { audioAddress } from '../../../src/web/listen/audio-address.js';

const options = { url: 'ws://box:5102/audio', deviceUuid: 'anna', token: 'secret' };
const queryOf = (...rest: Parameters<typeof audioAddress> extends [unknown, ...infer R] ? R : never) =>
  Object.fromEntries(new URL(audioAddress(options, ...rest)).searchParams);

t.test('the page asks for packets of 5 ms of its own mix, or of the mix that it names', async (t) => {
  t.strictSame(queryOf(undefined), { device: 'anna', token: 'secret', frames: '240' });
  t.strictSame(queryOf('bo'), { device: 'anna', token: 'secret', frames: '240', mix: 'bo' });
});

t.test('where the radio is full, a page on Safe asks for packets of 20 ms', async (t) => {
  t.equal(queryOf(undefined, 'safe').frames, '960');
  for (const floor of ['low', 'normal'] as const) t.equal(queryOf(undefined, floor).frames, '240', floor);
});
