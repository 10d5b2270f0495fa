import { signal } from '@preact/signals';
import t from 'tap';
import { withoutSockets } from '../../../src/web/model/no-sockets.js';

const settled = () => new Promise((resolve) => setImmediate(resolve));

t.test('a window is without WebSockets when three tries failed and the box answers HTTP', async (t) => {
  const unopened = signal(0);
  const without = withoutSockets(unopened, async () => true);
  for (const tries of [1, 2]) {
    unopened.value = tries;
    await settled();
    t.equal(without.value, false, `${tries} tries`);
  }
  unopened.value = 3;
  await settled();
  t.equal(without.value, true);
  unopened.value = 0;
  t.equal(without.value, false, 'a socket that opens ends it');
});

t.test(
  'a box that does not answer HTTP either is away, not the window’s fault; each further try asks again',
  async (t) => {
    const unopened = signal(3);
    let answers = false;
    let asked = 0;
    const without = withoutSockets(unopened, async () => {
      asked++;
      return answers;
    });
    await settled();
    t.equal(without.value, false);
    answers = true;
    unopened.value = 4;
    await settled();
    t.equal(without.value, true);
    t.equal(asked, 2);
  },
);

t.test('an answer that comes after a WebSocket opened changes nothing', async (t) => {
  const unopened = signal(3);
  let answer: (value: boolean) => void = () => undefined;
  const without = withoutSockets(unopened, () => new Promise((resolve) => (answer = resolve)));
  unopened.value = 0;
  answer(true);
  await settled();
  t.equal(without.value, false);
});
