/** The tries one after another; merging what they found; percentiles; what went on while the page was hidden. */
import t from 'tap';
import { awayFigures } from '../../../src/web/tried/away.js';
import { type Findings, merged } from '../../../src/web/tried/findings.js';
import { gapsOf, spreadOf } from '../../../src/web/tried/spread.js';
import { runSteps, type Step } from '../../../src/web/tried/steps.js';

/** A clock that goes on only where a step waits for ever. */
function handClock() {
  let now = 0;
  return {
    now: () => now,
    after(ms: number, run: () => void) {
      setImmediate(() => {
        now += ms;
        run();
      });
    },
  };
}

const never = new Promise<never>(() => undefined);

t.test('a try that fails, or never ends, spoils only its own figures, and says why', async (t) => {
  const steps: readonly Step[] = [
    { gives: ['secure'], limitMs: 100, run: async () => ({ secure: true }) },
    { gives: ['shares', 'ring'], limitMs: 100, run: () => Promise.reject(new TypeError('no\n buffer')) },
    { gives: ['box'], limitMs: 1500, run: () => never },
    {
      gives: ['worklet'],
      limitMs: 100,
      run: () => {
        throw new Error('thrown at once');
      },
    },
    { gives: ['simd', 'storage'], limitMs: 100, run: async () => ({ simd: false }) },
  ];
  const calls: number[] = [];
  const found = await runSteps(steps, 10_000, handClock(), (done) => calls.push(done));
  t.same(found.figures, { secure: true, simd: false });
  t.same(found.faults, {
    shares: 'TypeError: no buffer',
    ring: 'TypeError: no buffer',
    box: 'no result within 1.5 s',
    worklet: 'thrown at once',
    storage: 'no result',
  });
  t.same(calls, [0, 1, 2, 3, 4, 5]);
});

t.test('when the time is used up, the rest is not tried', async (t) => {
  let tried = false;
  const steps: readonly Step[] = [
    { gives: ['box'], limitMs: 5000, run: () => never },
    {
      gives: ['simd'],
      limitMs: 5000,
      run: async () => {
        tried = true;
        return { simd: true };
      },
    },
  ];
  const { figures, faults } = await runSteps(steps, 2000, handClock(), () => undefined);
  t.same([figures, faults, tried], [{}, { box: 'no result within 2 s', simd: 'no time left' }, false]);
});

t.test('of two findings the later counts, whether figure or fault', async (t) => {
  const before: Findings = { figures: { secure: true, simd: true }, faults: { box: 'slow', away: 'no' } };
  const after: Findings = { figures: { storage: true }, faults: { simd: 'gone', box: 'slower' } };
  t.same(merged(before, after), {
    figures: { secure: true, storage: true },
    faults: { away: 'no', simd: 'gone', box: 'slower' },
  });
  t.same(merged({ figures: {}, faults: { simd: 'gone' } }, { figures: { simd: true }, faults: {} }), {
    figures: { simd: true },
    faults: {},
  });
});

t.test('percentiles are by the nearest rank', async (t) => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  for (const [times, p50, p99] of [
    [[], 0, 0],
    [[7], 7, 7],
    [[3, 1, 2], 2, 3],
    [hundred, 50, 99],
  ] as const)
    t.same(spreadOf(times), { p50, p99 });
  t.same(gapsOf([1, 4, 9]), [3, 5]);
  t.same(gapsOf([]), []);
});

t.test('while the page was hidden: shares of sound, timers and answers, of that time only', async (t) => {
  const every = (ms: number, from: number, to: number) =>
    Array.from({ length: Math.floor((to - from) / ms) }, (_, i) => from + i * ms);
  const record = {
    fromMs: 1000,
    toMs: 11_000,
    audioSeconds: 9.5,
    pageTicks: every(100, 0, 2000),
    workerTicks: every(100, 0, 30_000),
    answers: every(500, 0, 6000),
    states: ['running', 'interrupted'],
  };
  t.same(awayFigures(record), {
    seconds: 10,
    sound: 95,
    page: 10,
    worker: 100,
    answers: 50,
    states: ['running', 'interrupted'],
  });
  const nothing = { ...record, audioSeconds: -0.1, pageTicks: [], workerTicks: [], answers: [], toMs: 1000 };
  t.match(awayFigures(nothing), { seconds: 0, sound: 0, page: 0, worker: 0, answers: 0 });
});
