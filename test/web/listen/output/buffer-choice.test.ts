import t from 'tap';
import { BufferChoice } from '../../../../src/web/listen/output/buffer-choice.js';

t.test('the smallest buffer, until the device is late six times in 10 s; then a larger one for good', async (t) => {
  const choice = new BufferChoice(false);
  t.equal(choice.hint, 0);
  for (let second = 0; second < 60; second += 3)
    t.equal(choice.judge(second / 3, second * 1000), false, 'now and then');
  t.equal(choice.judge(40, 61_000), true);
  t.equal(choice.hint, 'interactive');
  t.equal(choice.judge(80, 62_000), false, 'there is no third');
});

t.test('a device that did not keep up before begins with the larger one', async (t) => {
  const choice = new BufferChoice(true);
  t.equal(choice.hint, 'interactive');
  t.equal(choice.judge(100, 0), false);
});
