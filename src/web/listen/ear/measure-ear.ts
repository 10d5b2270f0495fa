/**
 * Measures the delay from the stage to the ear: chirps at known frames of the stream, and the microphone that hears
 * them. Main thread.
 */
import type { EarResult } from '../listener-api.js';
import { CHIRP_MS, SPACING_MS, WHOLE_MS } from './chirps.js';
import { ContextClock } from './context-clock.js';
import { chirpSamples, findChirp } from './find-chirp.js';
import { judgeReadings } from './judge-readings.js';
import { type Microphone, openMicrophone } from './microphone.js';
import { Recording } from './recording.js';

const LOOK_MS = 10;
/** A microphone that has given nothing after this time gives nothing, ms. */
const BEGINS_MS = 3000;
/** The chirps end with the music. Packets that come late may make it later by this much, ms. */
const LATER_MS = 3000;
/** After the last chirp, until the microphone's own buffers are through, ms. */
const TAIL_MS = 400;

/** What chirps, and knows the box's clock. */
export interface ChirpingStream {
  readonly chirp: (() => Promise<readonly number[]>) | undefined;
  readonly workletUrl: string;
  /** `at`: the box's clock when `performance.now()` was `localMs`. */
  readonly clock: { at(localMs: number): number };
}

const INTERRUPTED: EarResult = { ok: false, why: 'interrupted' };

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}

export async function measureEar(context: AudioContext | undefined, stream: ChirpingStream): Promise<EarResult> {
  const { chirp } = stream;
  if (context?.state !== 'running' || chirp === undefined) return INTERRUPTED;
  const recording = new Recording(Math.ceil(((BEGINS_MS + WHOLE_MS + LATER_MS + TAIL_MS) * context.sampleRate) / 1000));
  const microphone = await openMicrophone(context, stream.workletUrl, ({ first, samples }) =>
    recording.add(first, samples),
  );
  if (typeof microphone === 'string') return { ok: false, why: microphone };
  const clock = new ContextClock();
  const timer = setInterval(() => clock.observe(context.currentTime * 1000, performance.now()), LOOK_MS);
  try {
    for (const end = performance.now() + BEGINS_MS; !recording.begun; await pause(LOOK_MS))
      if (performance.now() > end) return INTERRUPTED;
    const capturedMs = await Promise.race([chirp(), pause(WHOLE_MS + LATER_MS)]);
    if (capturedMs === undefined) return INTERRUPTED;
    await pause(TAIL_MS);
    return judgeReadings(
      await readingsOf(capturedMs, { recording, clock, stream, context, microphone }),
      recording.loudest,
    );
  } finally {
    clearInterval(timer);
    microphone.close();
  }
}

interface Measured {
  readonly recording: Recording;
  readonly clock: ContextClock;
  readonly stream: ChirpingStream;
  readonly context: AudioContext;
  readonly microphone: Microphone;
}

/** For each chirp, from its capture to the microphone, ms; undefined where it was not heard. */
async function readingsOf(
  capturedMs: readonly number[],
  { recording, clock, stream, context: { sampleRate }, microphone }: Measured,
): Promise<(number | undefined)[]> {
  const chirp = chirpSamples(sampleRate);
  const frames = Math.round(((SPACING_MS + CHIRP_MS) * sampleRate) / 1000);
  const boxAheadMs = stream.clock.at(0);
  const readings: (number | undefined)[] = [];
  for (const boxMs of capturedMs) {
    const localMs = boxMs - boxAheadMs;
    const from = Math.round((clock.contextMs(localMs) * sampleRate) / 1000);
    const at = Number.isNaN(from) ? undefined : findChirp(recording.part(from, frames), chirp, sampleRate);
    const wallMs = clock.wallMs((((at ?? Number.NaN) + from) * 1000) / sampleRate);
    readings.push(Number.isNaN(wallMs) ? undefined : wallMs - localMs - microphone.latencyMs);
    // The page draws between two of these.
    await pause(0);
  }
  return readings;
}
