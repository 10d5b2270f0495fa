/**
 * The form of a record in the store: a CRC-32 over key and JSON, then the JSON. LMDB has no checksums of its own, and a
 * flipped bit could move a fader.
 */
import { crc32 } from 'node:zlib';
import type { Key } from '../state/state.js';

const HEADER = 4;

export function encodeRow(key: Key, value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value));
  const row = Buffer.allocUnsafe(HEADER + json.length);
  row.writeUInt32LE(checksum(key, json));
  json.copy(row, HEADER);
  return row;
}

/** The value of a record, or undefined if its checksum is wrong. */
export function decodeRow(key: Key, row: Uint8Array): unknown {
  const json = rowText(key, row);
  return json === undefined ? undefined : parse(json);
}

/** The JSON of a record, or undefined if its checksum is wrong. */
export function rowText(key: Key, row: Uint8Array): string | undefined {
  if (row.length <= HEADER) return undefined;
  const bytes = Buffer.from(row.buffer, row.byteOffset, row.length);
  const json = bytes.subarray(HEADER);
  return bytes.readUInt32LE() === checksum(key, json) ? json.toString() : undefined;
}

/**
 * A record as the probe prints it: one line with the key, a tab and the JSON, which has no line breaks of its own.
 */
export const toldRow = (key: Key, json: string): string => `${key}\t${json}\n`;

/** Reads a line of `toldRow`, without its line break. A value that is not JSON becomes undefined. */
export function parseTold(line: string): [Key, unknown] {
  const at = line.indexOf('\t');
  return at < 0 ? [line, undefined] : [line.slice(0, at), parse(line.slice(at + 1))];
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const checksum = (key: Key, json: Uint8Array): number => crc32(json, crc32(key));
