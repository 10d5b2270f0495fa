import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { beginRead, beginWrite, endWrite, movedSince, unchangedSince } from '../../../src/audio/shared/seqlock.js';

t.test('a read is whole only if the count was even and has not moved', async (t) => {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const before = beginRead(words, 1);
  t.ok(unchangedSince(words, 1, before));
  beginWrite(words, 1);
  t.notOk(unchangedSince(words, 1, before));
  t.notOk(unchangedSince(words, 1, beginRead(words, 1)), 'being written');
  endWrite(words, 1);
  t.notOk(unchangedSince(words, 1, before));
  t.ok(unchangedSince(words, 1, beginRead(words, 1)));
  t.equal(movedSince(words, 1, before), 2);
  t.equal(words[0], 0);
});

t.test('the count may wrap', async (t) => {
  const words = new Int32Array(new SharedArrayBuffer(4));
  words[0] = 2 ** 31 - 2;
  beginWrite(words, 0);
  endWrite(words, 0);
  t.equal(words[0], -(2 ** 31));
  t.ok(unchangedSince(words, 0, beginRead(words, 0)));
  t.equal(movedSince(words, 0, 2 ** 31 - 2), 2);
});

t.test('plain words read while another thread writes them belong together', async (t) => {
  const buffer = new SharedArrayBuffer(64);
  const words = new Int32Array(buffer);
  const times = new Float64Array(buffer, 16, 4);
  const worker = new Worker(
    `const { workerData } = require('node:worker_threads');
    import('${new URL('../../../src/audio/shared/seqlock.js', import.meta.url).href}').then(({ beginWrite, endWrite }) => {
      const words = new Int32Array(workerData);
      const times = new Float64Array(workerData, 16, 4);
      for (let i = 1; Atomics.load(words, 1) === 0; i++) {
        beginWrite(words, 0);
        times[0] = i; times[1] = -i; times[2] = i / 2; times[3] = 3 * i;
        endWrite(words, 0);
      }
    });`,
    { eval: true, workerData: buffer },
  );
  let whole = 0;
  let torn = 0;
  // Until enough was read; how often depends on how busy the machine is.
  for (let tries = 0; whole < 20_000; tries++) {
    if (tries % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    const seen = beginRead(words, 0);
    const [a, b, c, d] = times as unknown as [number, number, number, number];
    if (!unchangedSince(words, 0, seen) || a === 0) continue;
    whole++;
    if (b !== -a || c !== a / 2 || d !== 3 * a) torn++;
  }
  Atomics.store(words, 1, 1);
  await once(worker, 'exit');
  t.equal(torn, 0);
});

t.test('no code but these functions touches a count', async (t) => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.as)\.ts$/.test(file));
  const wrong = files.filter((file) =>
    /Atomics\.\w+\([^)]*(STAMP_SEQ|PLAN_SEQ)/.test(readFileSync(`src/${file}`, 'utf8')),
  );
  t.strictSame(wrong, []);
});
