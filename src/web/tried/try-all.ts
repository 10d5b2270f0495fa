/** The tries in their order, each with its longest time. Main thread. */
import { sharesMemory } from '../listen/output/ring-sink.js';
import type { Findings } from './findings.js';
import { opus, simd } from './probes/codec.js';
import { features } from './probes/features.js';
import { boxAnswers, socket } from './probes/network.js';
import { closeOutputs, type Outputs, openOutputs, outputFine, outputUsual, SAMPLE_RATE } from './probes/outputs.js';
import { pageTimer, workerTimer } from './probes/timers.js';
import { ring, worklet } from './probes/ways.js';
import { loop, webRtc } from './probes/web-rtc.js';
import { runSteps, type Step } from './steps.js';
import { WorkerLink } from './worker-link.js';

export const WORKER_URL = '/tried-worker.js';
const WORKLET_URL = '/listen-worklet.js';
const OPUS_URL = '/listen-opus.js';
/** A person waits this long, and no longer. */
const BUDGET_MS = 28_000;

/** The value, or the error that came instead, thrown again at each use. */
function attempt<T>(make: () => T): () => T {
  try {
    const value = make();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/**
 * Call it inside a tap. Never rejects. @param patience all limits are so many times as long.
 * @param onStep called before each try and at the end.
 */
export async function tryAll(
  patience: number,
  onStep: (done: number, all: number, findings: Findings) => void,
): Promise<Findings> {
  const outputs = attempt(openOutputs);
  const link = attempt(() => new WorkerLink(WORKER_URL));
  const steps = stepsOf(outputs, link).map((step) => ({ ...step, limitMs: step.limitMs * patience }));
  const clock = { now: () => performance.now(), after: (ms: number, run: () => void) => void setTimeout(run, ms) };
  try {
    return await runSteps(steps, BUDGET_MS * patience, clock, (done, findings) => onStep(done, steps.length, findings));
  } finally {
    quietly(() => closeOutputs(outputs()));
    quietly(() => link().end());
  }
}

/** What was never made needs no end. */
function quietly(end: () => void): void {
  try {
    end();
  } catch {
    // Its tries have said why.
  }
}

/** As the player takes it: a browser that cannot run the test shares nothing. */
const shares = (): Promise<boolean> => sharesMemory(SAMPLE_RATE).catch(() => false);

function stepsOf(outputs: () => Outputs, link: () => WorkerLink): readonly Step[] {
  return [
    {
      gives: ['agent', 'secure', 'wakeLock', 'mediaSession', 'audioSession', 'storage', 'webRtc', 'simd'],
      limitMs: 1000,
      run: async () => ({ ...features(), webRtc: webRtc(), simd: simd() }),
    },
    { gives: ['outputUsual'], limitMs: 7000, run: async () => ({ outputUsual: await outputUsual(outputs()) }) },
    { gives: ['shares'], limitMs: 2000, run: async () => ({ shares: await shares() }) },
    { gives: ['ring'], limitMs: 5000, run: async () => ({ ring: await ring(outputs().fine) }) },
    { gives: ['outputFine', 'playing'], limitMs: 9000, run: async () => outputFine(outputs()) },
    { gives: ['worklet'], limitMs: 5000, run: async () => ({ worklet: await worklet(outputs().fine, WORKLET_URL) }) },
    { gives: ['pageTimer'], limitMs: 5000, run: async () => ({ pageTimer: await pageTimer() }) },
    { gives: ['workerTimer'], limitMs: 5000, run: async () => ({ workerTimer: await workerTimer(link()) }) },
    { gives: ['box'], limitMs: 5000, run: async () => ({ box: await boxAnswers() }) },
    { gives: ['socket'], limitMs: 3000, run: async () => ({ socket: await socket() }) },
    { gives: ['loop'], limitMs: 7000, run: async () => ({ loop: await loop(outputs().fine, link()) }) },
    { gives: ['opus'], limitMs: 6000, run: async () => ({ opus: await opus(link(), OPUS_URL) }) },
  ];
}
