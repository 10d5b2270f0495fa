/**
 * A WAV file as a source: looped without a gap, read ahead by its own thread. Audio worker.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CodedError } from '../../base/errors.js';
import type { SourceDescription } from '../format.js';
import { ReadAhead } from './read-ahead.js';
import { ReadAheadRenderer } from './read-ahead-renderer.js';
import type { WavReaderAnswer, WavReaderData } from './wav-reader-worker.js';

/** Opens the file and waits until the read-ahead buffer is full. Throws an `CodedError`, like `describeWav`. */
export async function wavRenderer(description: SourceDescription): Promise<ReadAheadRenderer> {
  const channels = description.channels.length;
  const buffer = ReadAhead.allocate(channels);
  const data: WavReaderData = {
    path: description.spec.slice('wav:'.length),
    buffer,
    channels,
    sampleRate: description.sampleRate,
  };
  const worker = new Worker(new URL('./wav-reader-worker.js', import.meta.url), {
    workerData: data,
    name: 'wav-reader',
  });
  const ended = once(worker, 'exit');
  const [answer] = (await once(worker, 'message')) as [WavReaderAnswer];
  if (!answer.ok) {
    await ended;
    throw new CodedError(answer.code, answer.message);
  }
  return new ReadAheadRenderer(new ReadAhead(buffer, channels), async () => {
    await ended;
  });
}
