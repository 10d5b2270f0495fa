/**
 * The thread of a `WavReader`. It posts one message: the buffer is full for the first time, or why it is not. After
 * that it communicates only through the buffer.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { CodedError } from '../../base/errors.js';
import { ReadAhead, ReadAheadWord } from './read-ahead.js';
import { WavReader } from './wav-reader.js';

export interface WavReaderData {
  readonly path: string;
  readonly buffer: SharedArrayBuffer;
  readonly channels: number;
  readonly sampleRate: number;
}

export type WavReaderAnswer = { ok: true } | { ok: false; code: string; message: string };

/** Checking the buffer this often keeps it more than nine tenths full, ms. */
const POLL_MS = 50;
/** How often it tries a file again that could not be read, ms. */
const RETRY_MS = 1000;

const data = workerData as WavReaderData;
const { header } = new ReadAhead(data.buffer, 0);
const reader = new WavReader(data.path, data.buffer, data.channels, data.sampleRate);

/** Sleeps. Returns whether to continue. */
function sleep(ms: number): boolean {
  return Atomics.wait(header, ReadAheadWord.CLOSE, 0, ms) === 'timed-out';
}

function tryToOpen(): boolean {
  try {
    reader.open();
    return true;
  } catch (error) {
    if (error instanceof CodedError) return false;
    throw error;
  }
}

function first(): WavReaderAnswer {
  try {
    reader.open();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
  return reader.fill() ? { ok: true } : { ok: false, code: 'wav-unreadable', message: `${data.path}: cannot be read` };
}

const answer = first();
parentPort!.postMessage(answer);
let well = answer.ok;
while (answer.ok && sleep(well ? POLL_MS : RETRY_MS)) well = (well || tryToOpen()) && reader.fill();
reader.close();
