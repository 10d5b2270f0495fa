import { execFileSync } from 'node:child_process';
import { appendFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { ringHeader } from '../../../src/audio/shared/engine-memory.js';
import { RingWriter } from '../../../src/audio/shared/ring.js';
import { RING_CAPACITY, RingWord } from '../../../src/audio/shared/ring-layout.js';
import { describeSource } from '../../../src/audio/source/describe-source.js';
import { openSource } from '../../../src/audio/source/open-source.js';
import { PacedSource } from '../../../src/audio/source/paced-source.js';
import { READ_AHEAD_FRAMES, ReadAhead } from '../../../src/audio/source/read-ahead.js';
import { ReadAheadRenderer } from '../../../src/audio/source/read-ahead-renderer.js';
import type { SourceOptions } from '../../../src/audio/source/source.js';
import { describeWav } from '../../../src/audio/source/wav-file.js';
import { WavReader } from '../../../src/audio/source/wav-reader.js';
import { CodedError } from '../../../src/base/errors.js';
import { contractOptions, sourceContract } from './source-contract.js';
import { wavBytes, wavFile } from './wav-files.js';

const counting = (frames: number): Buffer =>
  wavBytes(frames, (i) => [((i % 20_000) - 10_000) / 32_768, 0.25], { channels: 2 });

t.test('the contract of sources', async (t) => {
  const description = describeWav(`wav:${wavFile(t, counting(5_000))}`);
  await sourceContract(t, (options) => openSource(description, options));
});

t.test('described: full path, name of the file, rate and channels', async (t) => {
  const path = wavFile(
    t,
    wavBytes(100, () => [0.5], { sampleRate: 44_100, channels: 3 }),
  );
  const description = describeWav(`wav:${path}`);
  t.equal(description.spec, `wav:${path}`);
  t.equal(description.label, 'test.wav');
  t.equal(description.sampleRate, 44_100);
  t.equal(description.channels.length, 3);
});

t.test('of more channels than the box takes the first 64 play, and the source says so', async (t) => {
  const bytes = wavBytes(3_000, (i) => Array.from({ length: 70 }, (_, c) => ((i + c) % 100) / 128), { channels: 70 });
  const description = describeWav(`wav:${wavFile(t, bytes)}`);
  t.equal(description.channels.length, 64);
  t.equal(description.label, 'test.wav, first 64 of 70');
  const options = contractOptions();
  const source = (await openSource(description, options)) as PacedSource;
  source.start();
  source.produce(4_096, 0);
  const { lanes } = new RingWriter(options.memory, 64);
  t.ok(lanes.every((lane, c) => lane.subarray(0, 4_096).every((x, i) => x === (((i % 3_000) + c) % 100) / 128)));
  await source.close();
});

t.test('an unreadable path (missing, a folder, no name) is named', async (t) => {
  const path = wavFile(t, counting(10));
  const folder = join(path, '..');
  t.throws(() => describeWav('wav:/nowhere/x.wav'), { message: /^\/nowhere\/x\.wav: no such file/ });
  t.throws(() => describeWav(`wav:${folder}`), { name: CodedError.name, message: /not a file|a folder/ });
  t.throws(() => describeWav('wav:'), { message: /wav takes the path/ });
  t.throws(() => describeWav('wav:/dev/zero'), { message: /not a file/ });
});

/** The sample of channel 0 at ring position `position`, as in the file. */
function expected(position: number, frames: number): number {
  return (((position % frames) % 20_000) - 10_000) / 32_768;
}

/** The same in one thread: the reader reads when the test says so. */
function inStep(path: string): { source: PacedSource; options: SourceOptions; reader: WavReader } {
  const description = describeWav(`wav:${path}`);
  const { sampleRate, channels } = description;
  const options = contractOptions();
  const buffer = ReadAhead.allocate(channels.length);
  const reader = new WavReader(path, buffer, channels.length, sampleRate);
  reader.open();
  const renderer = new ReadAheadRenderer(new ReadAhead(buffer, channels.length), async () => reader.close());
  return { source: new PacedSource(description, renderer, options), options, reader };
}

t.test('a file loops without a gap, whatever its length, sample by sample', async (t) => {
  for (const frames of [1, 37, 4_096, 100_003]) {
    const { source, options, reader } = inStep(wavFile(t, counting(frames)));
    const [lane] = new RingWriter(options.memory, 2).lanes;
    source.start();
    let position = 0;
    let wrong = 0;
    for (let round = 0; round < 12; round++) {
      t.ok(reader.fill());
      for (let i = 0; i < 200; i++) {
        source.produce(128, 0);
        for (let frame = 0; frame < 128; frame++, position++) {
          if (lane![position & (RING_CAPACITY - 1)] !== expected(position, frames)) wrong++;
        }
      }
    }
    t.equal(wrong, 0, `${frames} frames`);
    t.equal(ringHeader(options.memory)[RingWord.XRUNS], 0);
    await source.close();
  }
});

t.test(
  'a disk that does not keep up: an xrun and silence, never a wait; then the sound goes on where it was',
  async (t) => {
    const { source, options, reader } = inStep(wavFile(t, counting(200_000)));
    const header = ringHeader(options.memory);
    const [lane] = new RingWriter(options.memory, 2).lanes;
    source.start();
    reader.fill();
    // 76,800 frames are due and 65,536 are ready: as if the disk had not answered for more than a second.
    for (let i = 0; i < 600; i++) source.produce(128, 0);
    t.equal(source.state, 'xrun');
    t.equal(header[RingWord.XRUNS], 1, 'one for the whole time');
    t.equal(header[RingWord.LOST_FRAMES], 600 * 128 - READ_AHEAD_FRAMES);
    t.equal(lane![(600 * 128 - 1) & (RING_CAPACITY - 1)], 0);
    reader.fill();
    source.produce(128, 0);
    t.equal(source.state, 'running');
    t.equal(lane![(600 * 128) & (RING_CAPACITY - 1)], expected(READ_AHEAD_FRAMES, 200_000));
    await source.close();
  },
);

t.test('a thread reads ahead: the right sound is ready when the source opens', async (t) => {
  const options = contractOptions();
  const description = describeWav(`wav:${wavFile(t, counting(3_000))}`);
  const source = (await openSource(description, options)) as PacedSource;
  source.start();
  const [lane, right] = new RingWriter(options.memory, 2).lanes;
  source.produce(RING_CAPACITY, 0);
  t.ok(lane!.every((x, position) => x === expected(position, 3_000)));
  t.ok(right!.every((x) => x === 0.25));
  await source.close();
});

t.test('a file cut short or removed while it plays is gone; once back, it plays from its beginning', async (t) => {
  const path = wavFile(t, counting(100_000));
  const options = contractOptions();
  const source = (await openSource(describeWav(`wav:${path}`), options)) as PacedSource;
  source.start();
  truncateSync(path, 5_000);
  for (let round = 0; round < 1_000 && source.state !== 'gone'; round++) {
    for (let i = 0; i < 50; i++) source.produce(128, 0);
    await sleep(20);
  }
  t.equal(source.state, 'gone');
  rmSync(path);
  source.produce(128, 0);
  t.equal(source.state, 'gone');
  writeFileSync(path, counting(3_000));
  for (let round = 0; round < 1_000 && source.state === 'gone'; round++) {
    await sleep(20);
    source.produce(128, 0);
  }
  t.equal(source.state, 'running');
  const [lane] = new RingWriter(options.memory, 2).lanes;
  const at = (ringHeader(options.memory)[RingWord.WRITE_POS]! - 128) & (RING_CAPACITY - 1);
  t.equal(lane![at], expected(0, 3_000));
  await source.close();
});

t.test('a file that grows while it plays continues, sample by sample', async (t) => {
  const path = wavFile(t, counting(30_000));
  const { source, options, reader } = inStep(path);
  const [lane] = new RingWriter(options.memory, 2).lanes;
  source.start();
  let wrong = 0;
  for (let position = 0; position < 90_000; ) {
    appendFileSync(path, Buffer.alloc(4_000, 0x55));
    t.ok(reader.fill());
    for (let i = 0; i < 100; i++) {
      source.produce(128, 0);
      for (let frame = 0; frame < 128; frame++, position++)
        if (lane![position & (RING_CAPACITY - 1)] !== expected(position, 30_000)) wrong++;
    }
  }
  t.equal(wrong, 0);
  await source.close();
});

t.test('another file written over a playing one is not played as if it were the same', async (t) => {
  const path = wavFile(t, counting(200_000));
  for (const [what, bytes] of [
    ['other channels', wavBytes(400_000, () => [0.5])],
    ['another sample format', wavBytes(100_000, () => [0.5, 0.5], { channels: 2, format: 'f64' })],
    ['no WAV', Buffer.alloc(800_044, 'text ')],
    ['another place of its sound', wavBytes(200_000, () => [0.5, 0.5], { channels: 2, extra: [['LIST', 802]] })],
  ] as const) {
    writeFileSync(path, counting(200_000));
    const { source, reader } = inStep(path);
    t.ok(reader.fill());
    source.start();
    for (let i = 0; i < 100; i++) source.produce(128, 0);
    writeFileSync(path, bytes);
    t.equal(reader.fill(), false, what);
    await source.close();
  }
});

t.test('a pipe, a socket and a device are refused without waiting for them', async (t) => {
  const folder = join(wavFile(t, counting(10)), '..');
  execFileSync('mkfifo', [join(folder, 'pipe.wav')]);
  for (const path of [join(folder, 'pipe.wav'), '/dev/null', '/dev/zero', '/proc/self/mem'])
    t.throws(
      () => describeWav(`wav:${path}`),
      { name: CodedError.name, message: /^[^:]+: (not a |the disk|not permitted)/ },
      path,
    );
});

t.test('a note on the file reaches the caller of describe', async (t) => {
  const said: string[] = [];
  const path = wavFile(
    t,
    wavBytes(9, () => [0.5], { dataSize: 0x8000_0000 }),
  );
  await describeSource(`wav:${path}`, (line) => said.push(line));
  t.match(said, [/test\.wav: .*plays to the end/]);
});

t.test('a file that was replaced before it is opened is refused', async (t) => {
  const path = wavFile(t, counting(100));
  const description = describeWav(`wav:${path}`);
  writeFileSync(
    path,
    wavBytes(100, () => [0.5]),
  );
  await t.rejects(openSource(description, contractOptions()), { message: /now 1 channels/ });
  rmSync(path);
  await t.rejects(openSource(description, contractOptions()), { message: /no such file/ });
});
