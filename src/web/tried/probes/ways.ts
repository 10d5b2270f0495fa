/** The player's ways to the output: the ring that is written while it plays, and the worklet. Main thread. */
import { LEAD_BOUNDS } from '../../../playout/lead-bounds.js';
import { createRingSink, sharesMemory } from '../../listen/output/ring-sink.js';
import type { Figures } from '../findings.js';
import { running } from './outputs.js';
import { comesTrue, pause } from './wait.js';

const TONE = { hertz: 440, seconds: 0.4, amplitude: 0.05 } as const;
/** The ring's loop starts this long after it is made; the tone this long after it is written, s. */
const START_S = 0.2;
const LEAD_S = 0.05;
const HEARD_MS = 1000;
const WORKLET_MS = 2000;

export async function ring(context: AudioContext): Promise<Figures['ring']> {
  const shares = await sharesMemory(context.sampleRate).catch(() => false);
  await running(context);
  const sink = createRingSink(context);
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  sink.node.connect(analyser);
  analyser.connect(context.destination);
  try {
    sink.alive();
    await pause(START_S * 1000);
    sink.alive();
    const tone = softTone(context.sampleRate);
    const wave = new Float32Array(analyser.fftSize);
    try {
      sink.write(Math.round((context.currentTime + LEAD_S) * context.sampleRate), tone, tone, 0, tone.length);
    } catch {
      // A copied buffer has no memory to write to: nothing will be heard.
    }
    const heard = await comesTrue(() => {
      analyser.getFloatTimeDomainData(wave);
      return wave.some((sample) => Math.abs(sample) > TONE.amplitude / 2);
    }, HEARD_MS);
    // The rest of the tone.
    if (heard) await pause(TONE.seconds * 1000);
    return { heard, shares };
  } finally {
    sink.stop();
    analyser.disconnect();
  }
}

/** Swells and fades: no click. */
function softTone(rate: number): Float32Array {
  const frames = Math.round(TONE.seconds * rate);
  return Float32Array.from(
    { length: frames },
    (_, i) => TONE.amplitude * Math.sin((Math.PI * i) / frames) * Math.sin((2 * Math.PI * TONE.hertz * i) / rate),
  );
}

/** The player's own worklet reports four times a second while it plays. */
export async function worklet(context: AudioContext, url: string): Promise<Figures['worklet']> {
  if (!('audioWorklet' in context) || context.audioWorklet === undefined) return 'absent';
  await running(context);
  await context.audioWorklet.addModule(url);
  const node = new AudioWorkletNode(context, 'listen', {
    numberOfInputs: 0,
    outputChannelCount: [2],
    processorOptions: { bounds: LEAD_BOUNDS.normal },
  });
  try {
    let reported = false;
    node.port.onmessage = () => {
      reported = true;
    };
    node.connect(context.destination);
    return (await comesTrue(() => reported, WORKLET_MS)) ? 'plays' : 'silent';
  } finally {
    node.port.onmessage = null;
    node.disconnect();
  }
}
