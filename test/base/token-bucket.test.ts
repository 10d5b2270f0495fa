import t from 'tap';
import { TokenBucket } from '../../src/base/token-bucket.js';

/** How many are taken in `ms`, asking every millisecond for as many as possible. */
function taken(bucket: TokenBucket, fromMs: number, ms: number): number {
  let count = 0;
  for (let now = fromMs; now < fromMs + ms; now++) while (bucket.take(now) === 0) count++;
  return count;
}

t.test('a burst passes at once, then a fixed rate; silence gives the burst back and no more', async (t) => {
  const bucket = new TokenBucket({ burst: 100, perSecond: 400 });
  t.equal(taken(bucket, 1000, 1), 100, 'the burst');
  t.equal(taken(bucket, 1001, 1000), 400, 'a second of flood');
  t.equal(taken(bucket, 60_000, 1), 100, 'after a minute of silence');
});

t.test('a client that stays below the rate never waits', async (t) => {
  const bucket = new TokenBucket({ burst: 100, perSecond: 400 });
  for (let now = 0; now < 60_000; now += 3) if (bucket.take(now) > 0) t.fail(`held up at ${now} ms`);
});

t.test('a client that has to wait learns how long, and that is long enough', async (t) => {
  const bucket = new TokenBucket({ burst: 10, perSecond: 50 });
  t.equal(bucket.take(0, 25), 0, 'more than the burst costs the burst');
  t.equal(bucket.waitMs(0), 20);
  t.equal(bucket.take(0, 5), 100);
  t.equal(bucket.take(99, 5), 1);
  t.equal(bucket.take(100, 5), 0);
});
