import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { Liveness } from '../../../src/app/process/liveness.js';
import { until } from '../../harness/until.js';

const RISES = ['mixer', 'stream', 'periods'] as const;

function watch(
  t: Test,
  still: (typeof RISES)[number] | undefined,
  phase: { mixing: boolean; changingSource: boolean },
) {
  const counts = { mixer: 1, stream: 1, periods: 1 };
  const stuck: string[] = [];
  let shown = 0;
  const liveness = new Liveness({
    progress: () => {
      for (const count of RISES) if (count !== still) counts[count]++;
      return { ...counts, ...phase };
    },
    showMain: () => shown++,
    stuck: (thread) => stuck.push(thread),
  });
  t.teardown(() => liveness.stop());
  return { liveness, stuck, shown: () => shown };
}

const PLAYING = { mixing: true, changingSource: false };

t.test('a stalled thread is reported once, by name, and the box is not healthy', async (t) => {
  for (const [count, thread] of [
    ['mixer', 'mixer'],
    ['stream', 'stream'],
    ['periods', 'capture'],
  ] as const) {
    const { liveness, stuck, shown } = watch(t, count, PLAYING);
    t.ok(liveness.well, 'at first');
    await until('it is reported', () => stuck.length > 0);
    t.notOk(liveness.well);
    t.match(liveness.figures(), { main: { still: false }, [thread]: { still: true } });
    const looks = shown();
    await until('it was looked again', () => shown() > looks + 2);
    t.same(stuck, [thread]);
  }
});

t.test('a mixer that waits for a source, or has none, is not stalled', async (t) => {
  const none = watch(t, 'periods', { mixing: false, changingSource: false });
  const opening = watch(t, 'mixer', { mixing: false, changingSource: true });
  const playing = watch(t, undefined, PLAYING);
  await until('time enough has passed', () => playing.shown() > 40);
  for (const { liveness, stuck } of [none, opening, playing]) {
    t.same(stuck, []);
    t.ok(liveness.well);
  }
});

t.test('when this thread itself stalled, no other thread is blamed', async (t) => {
  const counts = { mixer: 1, stream: 1, periods: 1 };
  const stuck: string[] = [];
  const liveness = new Liveness({
    progress: () => ({ ...counts, ...PLAYING }),
    showMain: () => undefined,
    stuck: (thread) => stuck.push(thread),
  });
  t.teardown(() => liveness.stop());
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000);
  await sleep(600);
  t.same(stuck, []);
  t.ok(liveness.well);
});
