/**
 * A WAV file on disk: found, checked, described. Any thread; reads the header only.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { AudioError } from '../errors.js';
import { MAX_CHANNELS, type SourceDescription } from '../format.js';
import { plainText } from '../plain-text.js';
import { colorOfHue } from './tones.js';
import { parseWav, type WavFormat } from './wav-format.js';

/** An open file and its format; the caller closes `fd`. */
export interface OpenWav extends WavNow {
  readonly fd: number;
}

/** A file's format, and a mark that is another as soon as anything of the file is. */
export interface WavNow {
  readonly format: WavFormat;
  readonly mark: string;
}

/** Opens and checks a file. Throws `AudioError` naming it; nothing stays open then. */
export function openWav(path: string): OpenWav {
  const fd = open(path);
  try {
    return { fd, ...readFormat(path, fd) };
  } catch (error) {
    closeSync(fd);
    if (error instanceof AudioError) throw error;
    throw unreadable(path, error);
  }
}

/** What an open file says of itself now. Throws `AudioError`, or the system's own error where the disk fails. */
export function readFormat(path: string, fd: number): WavNow {
  const stat = fstatSync(fd);
  if (!stat.isFile()) throw new AudioError('wav-unreadable', `${path}: ${NO_FILE}`);
  const format = parseWav(path, stat.size, (offset, length) => {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
  });
  return { format, mark: markOf(stat) };
}

/** See `WavNow.mark`. The kernel's clock of files is some ms coarse; the size is there for what comes faster. */
export function markOf(stat: { readonly ctimeMs: number; readonly size: number }): string {
  return `${stat.ctimeMs} ${stat.size}`;
}

const NO_FILE = 'not a file; it takes a WAV file';

function open(path: string): number {
  try {
    // Opening a device may already do something.
    if (!statSync(path).isFile()) throw new AudioError('wav-unreadable', `${path}: ${NO_FILE}`);
    // Without O_NONBLOCK a pipe that nobody writes to would hold the start up.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw error instanceof AudioError ? error : unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): AudioError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOENT: 'no such file',
    EACCES: 'not permitted to read it',
    EISDIR: 'a folder, not a file',
    ENOTDIR: 'no such file',
    EIO: 'the disk cannot read it',
  };
  return new AudioError('wav-unreadable', `${path}: ${reasons[code ?? ''] ?? message}`);
}

/**
 * `wav:<path>`. Of more channels than the box takes, the first ones; the label says so. `say` hears what else is to
 * be known of it.
 */
export function describeWav(spec: string, say: (line: string) => void = () => undefined): SourceDescription {
  const given = spec.slice('wav:'.length);
  if (given === '')
    throw new AudioError('bad-source', `${spec}: wav takes the path of a file, as in wav:/home/me/song.wav`);
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
