/** The contract of every source, whatever it is made of. A source's test opens one of its own kind and passes it in. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { EngineWord, MixerCommand } from '../../../src/audio/shared/engine-layout.js';
import { createEngineMemory, engineHeader, ringHeader } from '../../../src/audio/shared/engine-memory.js';
import { RingReader } from '../../../src/audio/shared/ring.js';
import { RING_CAPACITY, RingWord } from '../../../src/audio/shared/ring-layout.js';
import type { Source, SourceOptions, SourceState } from '../../../src/audio/source/source.js';
import { monotonicMs } from '../../../src/base/clock.js';

const CONTRACT_PERIOD = 128;

/** The states that may follow each state. */
const MAY_FOLLOW: Readonly<Record<SourceState, readonly SourceState[]>> = {
  closed: ['prepared'],
  prepared: ['running', 'gone', 'closed'],
  running: ['xrun', 'gone', 'closed'],
  xrun: ['running', 'gone', 'closed'],
  gone: ['running', 'closed'],
};

/** Opens a source over fresh memory. Any number of times, one after another. */
export type OpenForContract = (options: SourceOptions) => Promise<Source>;

export function contractOptions(): SourceOptions {
  return {
    memory: createEngineMemory(),
    periodFrames: CONTRACT_PERIOD,
    realtimePriority: 0,
    captureCpu: -1,
    lockMemory: false,
    warn: () => {},
  };
}

/** Runs the contract as subtests of `t`. */
export async function sourceContract(t: Test, open: OpenForContract): Promise<void> {
  await t.test('opened: prepared, its channels known, nothing written yet', async (t) => {
    const options = contractOptions();
    const ring = ringHeader(options.memory);
    const source = await open(options);
    t.equal(source.state, 'prepared');
    t.equal(ring[RingWord.CHANNELS], source.description.channels.length);
    t.equal(ring[RingWord.WRITE_POS], 0);
    await source.close();
    t.equal(source.state, 'closed');
  });

  await t.test('started: sound arrives at the pace of the clock', async (t) => {
    const options = contractOptions();
    const source = await open(options);
    const reader = new RingReader(options.memory, source.description.sampleRate);
    const began = monotonicMs();
    source.start();
    let position = 0;
    let fast = 0;
    let backwards = 0;
    let captured = 0;
    const seconds = 0.6;
    while (position < seconds * source.description.sampleRate) {
      position += CONTRACT_PERIOD;
      while (((reader.position + reader.available - position) | 0) < 0) source.wait(position);
      const now = monotonicMs();
      const stamp = reader.capturedMs(position);
      // A device may deliver old content of its buffer at the start.
      if (stamp > now + 1) fast++;
      if (stamp < captured) backwards++;
      captured = stamp;
      reader.position = position;
    }
    const took = monotonicMs() - began;
    t.equal(source.state, 'running');
    t.equal(fast, 0, 'no frame is stamped before it was captured');
    t.equal(backwards, 0, 'stamps rise');
    t.ok(took > seconds * 1000 * 0.9, `${took.toFixed(0)} ms for ${seconds * 1000} ms of sound`);
    await source.close();
  });

  await t.test(
    'wait returns when the main thread wants the mixer, and within its limit though little comes',
    async (t) => {
      for (const [command, position] of [
        [MixerCommand.leave, RING_CAPACITY],
        [MixerCommand.run, 10 * 48_000],
      ] as const) {
        const options = contractOptions();
        const ring = ringHeader(options.memory);
        const source = await open(options);
        source.start();
        Atomics.store(engineHeader(options.memory), EngineWord.COMMAND, command);
        source.wait(position);
        t.ok(Atomics.load(ring, RingWord.WRITE_POS) < position, 'before there is as much');
        await source.close();
      }
    },
  );

  await t.test('closed: nothing more is written; a second time is harmless', async (t) => {
    const options = contractOptions();
    const ring = ringHeader(options.memory);
    const source = await open(options);
    source.start();
    source.wait(CONTRACT_PERIOD);
    await source.close();
    const written = Atomics.load(ring, RingWord.WRITE_POS);
    await sleep(60);
    t.equal(Atomics.load(ring, RingWord.WRITE_POS), written);
    await source.close();
    t.equal(source.state, 'closed');
  });

  await t.test('the state changes only as the table allows', async (t) => {
    const options = contractOptions();
    const source = await open(options);
    const seen: SourceState[] = ['closed', source.state];
    source.start();
    for (let period = 1; period <= 20; period++) {
      source.wait(period * CONTRACT_PERIOD);
      if (source.state !== seen.at(-1)) seen.push(source.state);
    }
    await source.close();
    seen.push(source.state);
    for (let i = 1; i < seen.length; i++)
      t.ok(MAY_FOLLOW[seen[i - 1]!].includes(seen[i]!), `${seen[i - 1]} → ${seen[i]}`);
  });
}
