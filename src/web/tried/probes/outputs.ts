/** Two audio contexts, and what they say about themselves. Main thread. */
import type { Figures, OutputFigures } from '../findings.js';
import { comesTrue, pause } from './wait.js';

export interface Outputs {
  /** With `latencyHint: 0`. */
  readonly fine: AudioContext;
  /** With `latencyHint: 'interactive'`. */
  readonly usual: AudioContext;
}

/** Not in the DOM library everywhere. */
interface Latencies {
  readonly baseLatency?: number;
  readonly outputLatency?: number;
  readonly playbackStats?: { readonly underrunEvents: number };
}

/** The box's, as the player asks for it, hertz. */
export const SAMPLE_RATE = 48_000;
const START_MS = 2500;
/** Browsers report a true latency only after a while. */
const SETTLE_MS = 1000;
const PLAYING_MS = 5000;

/** Call it inside a tap. @throws where there is no Web Audio. */
export function openOutputs(): Outputs {
  // As the player does: otherwise the silent switch of an iPhone mutes the page.
  const session = (navigator as { audioSession?: { type: string } }).audioSession;
  if (session) session.type = 'playback';
  const open = (latencyHint: number | 'interactive') => {
    const context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: latencyHint as number });
    context.resume().catch(() => undefined);
    return context;
  };
  return { fine: open(0), usual: open('interactive') };
}

export function closeOutputs({ fine, usual }: Outputs): void {
  for (const context of [fine, usual]) if (context.state !== 'closed') context.close().catch(() => undefined);
}

/** @throws if the browser does not let it play. */
export async function running(context: AudioContext): Promise<void> {
  context.resume().catch(() => undefined);
  if (!(await comesTrue(() => context.state === 'running' && context.currentTime > 0, START_MS)))
    throw new Error(`the audio context stays ${context.state}`);
}

/** One at a time: the device may share one buffer between them. */
export async function outputUsual({ fine, usual }: Outputs): Promise<OutputFigures> {
  await running(fine);
  await fine.suspend();
  try {
    await running(usual);
    await pause(SETTLE_MS);
    return latenciesOf(usual);
  } finally {
    usual.close().catch(() => undefined);
    fine.resume().catch(() => undefined);
  }
}

/** Plays silence for five seconds. */
export async function outputFine({ fine }: Outputs): Promise<Pick<Figures, 'outputFine' | 'playing'>> {
  await running(fine);
  const silence = fine.createConstantSource();
  silence.offset.value = 0;
  silence.connect(fine.destination);
  silence.start();
  // Starting again may count as a gap.
  await pause(SETTLE_MS / 2);
  const gaps = () => (fine as Latencies).playbackStats?.underrunEvents ?? null;
  const before = { gaps: gaps(), clock: fine.currentTime, wall: performance.now() };
  await pause(PLAYING_MS);
  const seconds = (performance.now() - before.wall) / 1000;
  const slipMs = (seconds - (fine.currentTime - before.clock)) * 1000;
  const after = gaps();
  silence.disconnect();
  return {
    outputFine: latenciesOf(fine),
    playing: { seconds, slipMs, underruns: before.gaps === null || after === null ? null : after - before.gaps },
  };
}

function latenciesOf(context: AudioContext): OutputFigures {
  const { baseLatency, outputLatency } = context as Latencies;
  const ms = (seconds: number | undefined) => (seconds === undefined || seconds === 0 ? null : seconds * 1000);
  return { rate: context.sampleRate, baseMs: ms(baseLatency), outputMs: ms(outputLatency) };
}
