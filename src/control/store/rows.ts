/**
 * How one record lies in the store: a CRC-32 over key and JSON, then the JSON. LMDB has no checksums of its own; a flipped bit in a
 * number would otherwise be a fader somewhere else.
 */
import { crc32 } from 'node:zlib';
import type { Key } from '../state.js';

const HEADER = 4;

export function encodeRow(key: Key, value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value));
  const row = Buffer.allocUnsafe(HEADER + json.length);
  row.writeUInt32LE(checksum(key, json));
  json.copy(row, HEADER);
  return row;
}

/** The value, or undefined where the bytes are not what was written. */
export function decodeRow(key: Key, row: Uint8Array): unknown {
  if (row.length <= HEADER) return undefined;
  const bytes = Buffer.from(row.buffer, row.byteOffset, row.length);
  const json = bytes.subarray(HEADER);
  if (bytes.readUInt32LE() !== checksum(key, json)) return undefined;
  try {
    return JSON.parse(json.toString());
  } catch {
    return undefined;
  }
}

const checksum = (key: Key, json: Uint8Array): number => crc32(json, crc32(key));
