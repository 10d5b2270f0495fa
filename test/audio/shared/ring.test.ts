import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { createEngineMemory, ringHeader } from '../../../src/audio/shared/engine-memory.js';
import { RingReader, RingWriter, sourceState } from '../../../src/audio/shared/ring.js';
import { RING_CAPACITY, RING_MAGIC, RingWord } from '../../../src/audio/shared/ring-layout.js';

t.test('a fresh ring is marked, empty and closed', async (t) => {
  const memory = createEngineMemory();
  const header = ringHeader(memory);
  t.equal(header[RingWord.MAGIC], RING_MAGIC);
  t.equal(header[RingWord.CAPACITY], RING_CAPACITY);
  t.equal(sourceState(header), 'closed');
  t.equal(new RingReader(memory, 48_000).available, 0);
});

t.test('published frames can be read; positions wrap at 2^32', async (t) => {
  const memory = createEngineMemory();
  const header = ringHeader(memory);
  header[RingWord.WRITE_POS] = -100;
  header[RingWord.READ_POS] = -100;
  const writer = new RingWriter(memory, 2);
  const reader = new RingReader(memory, 48_000);
  writer.advance(48, 1_000);
  t.equal(reader.available, 48);
  writer.advance(144, 1_003);
  t.equal(reader.available, 192);
  t.equal(reader.capturedMs(writer.position), 1_003);
  t.equal(reader.capturedMs((reader.position + 48) | 0), 1_000, 'reckoned back across the wrap');
  reader.position = writer.position;
  t.equal(reader.position, 92);
  t.equal(reader.available, 0);
});

t.test('lanes of the writer do not overlap and lie in channel order', async (t) => {
  const { lanes } = new RingWriter(createEngineMemory(), 64);
  for (const [channel, lane] of lanes.entries()) lane.fill(channel + 1);
  t.ok(lanes.every((lane, channel) => lane.length === RING_CAPACITY && lane.every((x) => x === channel + 1)));
});

t.test('xruns, the frames they cost, and the place where sound continues', async (t) => {
  const memory = createEngineMemory();
  const header = ringHeader(memory);
  const writer = new RingWriter(memory, 1);
  writer.advance(640, 1);
  writer.countXrun(100);
  writer.addLost(28);
  t.equal(header[RingWord.XRUNS], 1);
  t.equal(header[RingWord.LOST_FRAMES], 128);
  t.equal(header[RingWord.XRUN_POS], 640);
  writer.setState('xrun');
  t.equal(sourceState(header), 'xrun');
});

t.test('a reader on another thread never sees a torn stamp, nor sound before it is there', async (t) => {
  const memory = createEngineMemory();
  const ring = new URL('../../../src/audio/shared/ring.js', import.meta.url).href;
  // Writes 100 frames at a time; frame p is captured at p + 1 ms and holds p.
  const worker = new Worker(
    `import('node:worker_threads').then(async ({ workerData: memory }) => {
      const { RingWriter } = await import('${ring}');
      const writer = new RingWriter(memory, 1);
      for (let round = 0; round < 200_000; round++) {
        const at = writer.position;
        for (let i = 0; i < 100; i++) writer.lanes[0][(at + i) & ${RING_CAPACITY - 1}] = at + i;
        writer.advance(100, at + 100);
      }
    });`,
    { eval: true, workerData: memory },
  );
  const ended = once(worker, 'exit');
  let running = true;
  void ended.then(() => {
    running = false;
  });
  const [lane] = new RingWriter(memory, 1).lanes;
  const reader = new RingReader(memory, 1_000);
  let looks = 0;
  let before = 0;
  let wrongStamps = 0;
  let wrongSamples = 0;
  while (running) {
    for (let i = 0; i < 10_000; i++) {
      const position = (reader.position + reader.available) | 0;
      // At 1000 Hz a frame is a millisecond, so every stamp must describe one position. While the writer is held up in
      // the middle of a stamp, the answer stays the same.
      const captured = reader.capturedMs(position);
      if (position > 0 && captured !== position && captured !== before) wrongStamps++;
      before = captured;
      const sample = position > 0 ? lane![(position - 1) & (RING_CAPACITY - 1)]! : 0;
      // A whole ring later, newer sound may have overwritten it; older sound may be gone.
      if (position > 0 && sample < position - 1) wrongSamples++;
      looks++;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.equal(ringHeader(memory)[RingWord.WRITE_POS], 20_000_000);
  t.equal(wrongStamps, 0, `${looks} looks`);
  t.equal(wrongSamples, 0);
});
