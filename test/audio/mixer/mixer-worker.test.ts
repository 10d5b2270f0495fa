import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { compileKernel } from '../../../src/audio/mixer/kernel.js';
import { MixerLink } from '../../../src/audio/mixer/mixer-link.js';
import { EngineWord } from '../../../src/audio/shared/engine-layout.js';
import { createEngineMemory, engineHeader, ringHeader } from '../../../src/audio/shared/engine-memory.js';
import { RingWriter, sourceState } from '../../../src/audio/shared/ring.js';
import { describeTones } from '../../../src/audio/source/tones.js';
import { PATIENCE_MS } from '../../harness/patience.js';
import { until } from '../../harness/until.js';

function link(memory: WebAssembly.Memory): MixerLink {
  return new MixerLink(
    {
      memory,
      kernel: compileKernel(),
      periodFrames: 128,
      limiterCeiling: 0.9,
      realtimePriority: 0,
      captureCpu: -1,
      lockMemory: false,
    },
    () => {},
    () => {},
    (error) => {
      throw error;
    },
  );
}

t.test('it runs, leaves its loop on request, runs again, and counts a discontinuity for each new source', async (t) => {
  const memory = createEngineMemory();
  const header = engineHeader(memory);
  const mixer = link(memory);
  for (let round = 0; round < 3; round++) {
    await mixer.run(describeTones('tones:2'));
    const before = Atomics.load(header, EngineWord.PERIODS);
    await until('periods pass', () => Atomics.load(header, EngineWord.PERIODS) > before);
    t.equal(sourceState(ringHeader(memory)), 'running');
    await mixer.leave();
    t.equal(sourceState(ringHeader(memory)), 'closed');
    t.equal(Atomics.load(header, EngineWord.DISCONTINUITIES), round);
    const after = Atomics.load(header, EngineWord.PERIODS);
    await sleep(30);
    t.equal(Atomics.load(header, EngineWord.PERIODS), after);
  }
  await mixer.stop(900);
});

t.test('a busy main thread does not delay the mixer', async (t) => {
  const memory = createEngineMemory();
  const header = engineHeader(memory);
  const mixer = link(memory);
  await mixer.run(describeTones('tones:2'));
  const before = Atomics.load(header, EngineWord.PERIODS);
  const mixed = () => Atomics.load(header, EngineWord.PERIODS) - before;
  // The main thread gives its loop no turn until 150 periods, 400 ms of sound, have passed; far longer only if they
  // do not.
  const end = performance.now() + PATIENCE_MS;
  while (mixed() < 150 && performance.now() < end) Math.sqrt(end);
  t.ok(mixed() >= 150, `${mixed()} periods`);
  t.equal(Atomics.load(header, EngineWord.LOST_PERIODS), 0);
  await mixer.stop(900);
});

t.test('a source with more channels leaves nothing on them for the next one', async (t) => {
  const memory = createEngineMemory();
  const mixer = link(memory);
  await mixer.run(describeTones('tones:8'));
  await sleep(50);
  await mixer.leave();
  await mixer.run(describeTones('tones:2'));
  const lanes = new RingWriter(memory, 8).lanes;
  t.ok(lanes.slice(2).every((lane) => lane.every((x) => x === 0)));
  await mixer.stop(900);
});

t.test('a source that cannot be opened gives its reason, and another can run', async (t) => {
  const memory = createEngineMemory();
  const mixer = link(memory);
  const missing = { ...describeTones('tones:2'), kind: 'wav', spec: 'wav:/nowhere.wav' } as const;
  await t.rejects(mixer.run(missing), { code: 'wav-unreadable', message: '/nowhere.wav: no such file' });
  await mixer.run(describeTones('tones:2'));
  await mixer.stop(900);
});

t.test('the worker can be stopped while it runs, and before it ever ran', async () => {
  const mixer = link(createEngineMemory());
  await mixer.run(describeTones('tones:2'));
  await mixer.stop(900);
  await link(createEngineMemory()).stop(900);
});

interface Counts {
  ms: number;
  periods: number;
  lostPeriods: number;
  xruns: number;
  lostFrames: number;
}

async function ask(child: ChildProcess, lines: AsyncIterator<string>): Promise<Counts> {
  child.stdin!.write('\n');
  return JSON.parse((await lines.next()).value);
}

t.test('a process that was stopped for a second catches up: one xrun, no burst', async (t) => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./mixing-child.js', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const rate = 48_000;
  /** Stops the process for a second; returns how many xruns it counted for that. */
  const stopOnce = async (): Promise<number> => {
    const before = await until('periods pass', async () => {
      const counts = await ask(child, lines);
      return counts.periods > 0 && counts;
    });
    child.kill('SIGSTOP');
    await sleep(1_000);
    child.kill('SIGCONT');
    // Once it has caught up, the played and the skipped frames add up to the time that passed.
    const after = await until('it is in step again', async () => {
      const counts = await ask(child, lines);
      const played = (counts.periods - before.periods) * 128;
      const passed = ((counts.ms - before.ms) / 1000) * rate;
      const inStep = Math.abs(played + counts.lostFrames - before.lostFrames - passed) < 0.1 * rate;
      return counts.xruns > before.xruns && inStep && counts;
    });
    t.ok(after.lostFrames - before.lostFrames > 0.7 * rate, `${after.lostFrames} frames left out`);
    t.equal(after.lostPeriods, 0);
    return after.xruns - before.xruns;
  };
  // A noisy machine may itself stop the process beside our stop, and that is counted rightly: so it may try again.
  let xruns = 0;
  for (let tries = 0; tries < 30 && xruns !== 1; tries++) xruns = await stopOnce();
  t.equal(xruns, 1);
  child.stdin.end();
  const [status] = await once(child, 'exit');
  t.equal(status, 0);
});
