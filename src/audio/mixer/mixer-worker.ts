/**
 * The audio worker: opens a source and mixes it. Its loop blocks until the next period and
 * reads only EngineWord.COMMAND. Per period there is no allocation, exception, log or
 * promise; events are counted in shared memory.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { CodedError } from '../../base/errors.js';
import type { SourceDescription } from '../format.js';
import { EngineWord, MixerCommand, MixerPhase } from '../shared/engine-layout.js';
import { clearRing, engineHeader } from '../shared/engine-memory.js';
import { type StreamWaker, streamWaker } from '../shared/stream-waker.js';
import { openSource } from '../source/open-source.js';
import type { Source } from '../source/source.js';
import { raiseThreadPriority } from '../thread-priority.js';
import { instantiateKernel } from './kernel.js';
import { Mixer } from './mixer.js';
import type { FromMixer, MixerWorkerData, ToMixer } from './mixer-messages.js';

const data = workerData as MixerWorkerData;
const port = parentPort!;
const header = engineHeader(data.memory);
const kernel = instantiateKernel(data.kernel, data.memory);
const waker = streamWaker(data.memory);

const raised = data.realtimePriority > 0 && raiseThreadPriority();
let runs = 0;
/** How often this thread shows that its event loop runs while no source plays, ms. */
const IDLE_BEAT_MS = 100;
setInterval(() => Atomics.add(header, EngineWord.MIXER_PROGRESS, 1), IDLE_BEAT_MS).unref();

const tell = (message: FromMixer): void => port.postMessage(message);

port.on('message', (message: ToMixer) => {
  if (message.type === 'stop') port.close();
  else void run(message.source);
});

async function run(description: SourceDescription): Promise<void> {
  clearRing(data.memory);
  let source: Source;
  Atomics.store(header, EngineWord.MIXER_PHASE, MixerPhase.changing);
  try {
    source = await openSource(description, { ...data, warn: (line) => tell({ type: 'warning', line }) });
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    Atomics.store(header, EngineWord.MIXER_PHASE, MixerPhase.idle);
    tell({ type: 'failed', code: error.code, message: error.message });
    return;
  }
  // Warns only for a card: a source that makes its own sound has no card to keep up with.
  if (data.realtimePriority > 0 && !raised && description.kind === 'alsa') {
    tell({ type: 'warning', line: 'the mixer runs at ordinary priority: permit it with LimitNICE=-15 of its service' });
  }
  const mixer = new Mixer({
    memory: data.memory,
    kernel,
    periodFrames: data.periodFrames,
    sampleRate: description.sampleRate,
    limiterCeiling: data.limiterCeiling,
  });
  if (runs++ > 0) mixer.cut();
  source.start();
  tell({ type: 'running' });
  Atomics.store(header, EngineWord.MIXER_PHASE, MixerPhase.mixing);
  loop(source, mixer, waker);
  Atomics.store(header, EngineWord.MIXER_PHASE, MixerPhase.changing);
  await source.close();
  Atomics.store(header, EngineWord.MIXER_PHASE, MixerPhase.idle);
  tell({ type: 'left' });
}

function loop(source: Source, mixer: Mixer, waker: StreamWaker): void {
  while (Atomics.load(header, EngineWord.COMMAND) === MixerCommand.run) {
    Atomics.add(header, EngineWord.MIXER_PROGRESS, 1);
    source.wait(mixer.wanted);
    if (mixer.mixAvailable() > 0) waker.wake();
    // Nothing came. A stopped source does not block, so this wait keeps the loop from spinning.
    else Atomics.wait(header, EngineWord.COMMAND, MixerCommand.run, 1);
  }
}
