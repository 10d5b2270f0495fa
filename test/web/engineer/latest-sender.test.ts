import t from 'tap';
import { LatestSender } from '../../../src/web/engineer/latest-sender.js';

t.test('one value is under way at a time; of those that come meanwhile only the last is sent', async (t) => {
  const sent: number[] = [];
  const answers: (() => void)[] = [];
  let idle = 0;
  const sender = new LatestSender<number>(
    (value) => {
      sent.push(value);
      return new Promise<void>((resolve) => answers.push(resolve));
    },
    () => idle++,
  );
  const answer = async () => {
    answers.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  for (const value of [1, 2, 3, 4]) sender.send(value);
  t.same(sent, [1]);
  await answer();
  t.same(sent, [1, 4]);
  t.equal(idle, 0);
  await answer();
  t.equal(idle, 1);
  sender.send(5);
  t.same(sent, [1, 4, 5]);
});

t.test('a refusal does not stop what follows; a stopped sender sends the last and says no more', async (t) => {
  const sent: number[] = [];
  let idle = 0;
  const sender = new LatestSender<number>(
    async (value) => {
      sent.push(value);
      throw new Error('refused');
    },
    () => idle++,
  );
  sender.send(1);
  sender.send(2);
  sender.stop();
  await new Promise((resolve) => setImmediate(resolve));
  t.same(sent, [1, 2]);
  t.equal(idle, 0);
});
