import t from 'tap';
import { Backoff } from '../../src/base/backoff.js';

const LIMITS = { firstMs: 100, growth: 2, longestMs: 500 };

t.test('pauses grow up to the longest, and begin again after a success', async (t) => {
  const backoff = new Backoff(LIMITS);
  t.same(
    Array.from({ length: 5 }, () => backoff.next()),
    [100, 200, 400, 500, 500],
  );
  backoff.reset();
  t.same([backoff.next(), backoff.next()], [100, 200]);
});

t.test('a random number spreads a pause by a quarter, and not the growth', async (t) => {
  const backoff = new Backoff(LIMITS);
  t.same([backoff.next(0), backoff.next(1), backoff.next(0.5)], [75, 250, 400]);
});
