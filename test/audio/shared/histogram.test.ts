import t from 'tap';
import { HISTOGRAM_OFFSET } from '../../../src/audio/shared/engine-layout.js';
import { createEngineMemory } from '../../../src/audio/shared/engine-memory.js';
import { WORDS as HISTOGRAM_WORDS, Histogram, Stage } from '../../../src/audio/shared/histogram.js';

t.test('an empty histogram gives zeros', async (t) => {
  t.same(new Histogram(createEngineMemory(), 'mix').read(), { count: 0, p50: 0, p99: 0, max: 0 });
});

t.test('percentiles are right within a bucket of 6 %, the maximum exactly', async (t) => {
  const memory = createEngineMemory();
  const histogram = new Histogram(memory, 'captureToMix');
  for (let us = 1; us <= 10_000; us++) histogram.record(us);
  const { count, p50, p99, max } = histogram.read();
  t.equal(count, 10_000);
  t.ok(p50 >= 5_000 && p50 <= 5_000 * 1.06, `${p50}`);
  t.ok(p99 >= 9_900 && p99 <= 10_000, `${p99}`);
  t.equal(max, 10_000);
  t.equal(new Histogram(memory, 'mix').read().count, 0, 'stages do not mix');
  t.same(new Histogram(memory, 'captureToMix').read(), { count, p50, p99, max }, 'anybody may read');
  histogram.clear();
  t.equal(histogram.read().count, 0);
});

t.test('values at the edges: below a microsecond, negative, and beyond an hour', async (t) => {
  const histogram = new Histogram(createEngineMemory(), 'mixToSocket');
  for (const us of [-5, 0, 0.3]) histogram.record(us);
  t.ok(histogram.read().p99 <= 1);
  histogram.record(1e13);
  t.equal(histogram.read().max, 1e13);
  t.equal(histogram.read().count, 4);
});

t.test('recording a value makes no garbage', async (t) => {
  const histogram = new Histogram(createEngineMemory(), 'captureToSocket');
  const many = (): void => {
    for (let i = 0; i < 200_000; i++) histogram.record(i % 977);
  };
  many();
  const before = process.memoryUsage().heapUsed;
  many();
  t.ok(process.memoryUsage().heapUsed - before < 200_000, 'less than a byte for each');
});

t.test('a full bucket is halved with the others: percentiles stay, nothing overflows', async (t) => {
  const memory = createEngineMemory();
  const histogram = new Histogram(memory, 'mix');
  for (let i = 0; i < 900; i++) histogram.record(10);
  for (let i = 0; i < 100; i++) histogram.record(1000);
  // As after weeks: the same shape, a million times over.
  const words = new Int32Array(memory.buffer, HISTOGRAM_OFFSET + Stage.mix * HISTOGRAM_WORDS * 4, HISTOGRAM_WORDS - 2);
  for (let i = 0; i < words.length; i++) words[i]! *= 1_193_046;
  const before = histogram.read();
  for (let i = 0; i < 1000; i++) histogram.record(10);
  const after = histogram.read();
  t.ok(after.count < before.count, 'halved');
  t.ok(Math.max(...words) < 2 ** 30 && Math.min(...words) >= 0);
  t.equal(after.p50, before.p50);
  t.equal(after.p99, before.p99);
  t.equal(after.max, before.max);
});
