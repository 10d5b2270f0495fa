import t from 'tap';
import { MessageBudget } from '../../../src/audio/stream/message-budget.js';

/** How many messages are heard in `ms`, asked once a millisecond for as much as there is. */
function heard(budget: MessageBudget, fromMs: number, ms: number): number {
  let count = 0;
  for (let now = fromMs; now < fromMs + ms; now++) {
    while (budget.allows(now)) {
      budget.spend();
      count++;
    }
  }
  return count;
}

t.test('a burst at once, then 400 a second; a silence gives the burst back and no more', async (t) => {
  const budget = new MessageBudget(1000);
  t.equal(heard(budget, 1000, 1), 100, 'the burst');
  t.equal(heard(budget, 1001, 1000), 400, 'a second of flood');
  t.equal(heard(budget, 60_000, 1), 100, 'after a minute of silence');
});

t.test('whoever stays below it is never held up', async (t) => {
  const budget = new MessageBudget(0);
  for (let now = 0; now < 60_000; now += 3) {
    if (!budget.allows(now)) t.fail(`held up at ${now} ms`);
    budget.spend();
  }
});
