/**
 * A WAV file on disk: opened, checked, described. Any thread; reads only the header.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { CodedError } from '../../base/errors.js';
import { plainText } from '../../base/plain-text.js';
import { MAX_CHANNELS, type SourceDescription } from '../format.js';
import { colorOfHue } from './tones.js';
import { parseWav, type WavFormat } from './wav-format.js';

/** An open file and its format; the caller closes `fd`. */
export interface OpenWav extends WavNow {
  readonly fd: number;
}

/** A file's format, and a mark that changes when the file does. */
export interface WavNow {
  readonly format: WavFormat;
  readonly mark: string;
}

/** Opens and checks a file. Throws an `CodedError` that names it; then nothing stays open. */
export function openWav(path: string): OpenWav {
  const fd = open(path);
  try {
    return { fd, ...readFormat(path, fd) };
  } catch (error) {
    closeSync(fd);
    if (error instanceof CodedError) throw error;
    throw unreadable(path, error);
  }
}

/** The present format of an open file. Throws an `CodedError`, or the system's error if the disk fails. */
export function readFormat(path: string, fd: number): WavNow {
  const stat = fstatSync(fd);
  if (!stat.isFile()) throw new CodedError('wav-unreadable', `${path}: ${NO_FILE}`);
  const format = parseWav(path, stat.size, (offset, length) => {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
  });
  return { format, mark: markOf(stat) };
}

/** See `WavNow.mark`. The kernel's file times are some ms coarse, so the size also shows faster changes. */
export function markOf(stat: { readonly ctimeMs: number; readonly size: number }): string {
  return `${stat.ctimeMs} ${stat.size}`;
}

const NO_FILE = 'not a file; it takes a WAV file';

function open(path: string): number {
  try {
    // Opening a device can already have an effect.
    if (!statSync(path).isFile()) throw new CodedError('wav-unreadable', `${path}: ${NO_FILE}`);
    // Without O_NONBLOCK, a pipe without a writer would block the start.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw error instanceof CodedError ? error : unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): CodedError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOENT: 'no such file',
    EACCES: 'not permitted to read it',
    EISDIR: 'a folder, not a file',
    ENOTDIR: 'no such file',
    EIO: 'the disk cannot read it',
  };
  return new CodedError('wav-unreadable', `${path}: ${reasons[code ?? ''] ?? message}`);
}

/**
 * Describes `wav:<path>`. If the file has more channels than the box takes, the first ones are used and the label says
 * so. `say` receives other notes about the file.
 */
export function describeWav(spec: string, say: (line: string) => void = () => undefined): SourceDescription {
  const given = spec.slice('wav:'.length);
  if (given === '')
    throw new CodedError('bad-source', `${spec}: wav takes the path of a file, as in wav:/home/me/song.wav`);
  const path = resolve(given);
  const { fd, format } = openWav(path);
  closeSync(fd);
  if (format.note !== undefined) say(format.note);
  const count = Math.min(format.channels, MAX_CHANNELS);
  const channels = Array.from({ length: count }, (_, index) => ({
    index,
    name: `Input ${index + 1}`,
    color: colorOfHue(Math.round((index * 360) / count)),
    icon: 'mic',
  }));
  const name = plainText(basename(path)) || 'a file without a name';
  const label = count < format.channels ? `${name}, first ${count} of ${format.channels}` : name;
  return { spec: `wav:${path}`, kind: 'wav', label, sampleRate: format.sampleRate, channels };
}
