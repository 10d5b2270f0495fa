/**
 * Reads and writes the box's own small files: settings, PIN, serial number. People edit them, cards lose them, and
 * anything may be in their place. Reading always ends at once and says what it found.
 */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './make-folder.js';

export type OwnFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  /** The file is there and unusable. `why` completes a sentence that begins with its path. */
  | { readonly kind: 'unusable'; readonly why: string };

/** Reads a UTF-8 or UTF-16 file of at most `limit` bytes, without its byte order mark. Never throws or waits. */
export function readOwnFile(path: string, limit: number): OwnFile {
  let handle: number;
  try {
    // Without O_NONBLOCK, opening a pipe in its place would never return.
    handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'none' };
    return { kind: 'unusable', why: `cannot be read (${code})` };
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) return { kind: 'unusable', why: `is ${stat.isDirectory() ? 'a folder' : 'no regular file'}` };
    if (stat.size > limit) return { kind: 'unusable', why: `has ${stat.size} bytes; ${limit} are allowed` };
    const bytes = Buffer.alloc(limit + 1);
    const length = readSync(handle, bytes, 0, bytes.length, 0);
    if (length > limit) return { kind: 'unusable', why: `has more than ${limit} bytes` };
    return { kind: 'text', text: decoded(bytes.subarray(0, length)) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      kind: 'unusable',
      why: code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is no text' : `cannot be read (${code})`,
    };
  } finally {
    closeSync(handle);
  }
}

/** Editors of other systems write UTF-16 with a byte order mark. */
function decoded(bytes: Uint8Array): string {
  const [a, b] = bytes;
  const name = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(name, { fatal: true }).decode(bytes);
}

/** Writes a file whole or not at all, for this user only. It is on disk on return. Throws the system's error. */
export function writeOwnFile(path: string, text: string): void {
  makeFolder(dirname(path));
  const fresh = `${path}.new`;
  rmSync(fresh, { recursive: true, force: true });
  try {
    const handle = openSync(fresh, 'w', 0o600);
    try {
      // Unlike `writeSync`, this goes on after a partial write on a nearly full disk.
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}
