/**
 * Framing of the native protocol, versions 2 and 3: a 16-byte big-endian header, then the payload. Pure. Byte tables:
 * docs/native-protocol.md.
 */

import { MAX_JSON_DEPTH, nestsDeeper } from '../../../base/json-depth.js';

const NATIVE_MAGIC = 0xa1d10a7c;
export const NATIVE_HEADER_BYTES = 16;
/** Bytes before the samples of an audio packet of version 2: position (i64) and mask (u32). */
export const RAW_PREFIX_BYTES = 12;
/** Most frames of an audio packet of version 2. */
export const RAW_FRAMES = 480;
/** Channels in the mask of version 2. */
export const RAW_CHANNELS = 32;
/** Longest payload the box accepts from a client, bytes. */
export const CLIENT_PAYLOAD_BYTES = 16_384;

export const NativeType = { audio: 1, control: 2, parity: 3, hello: 4 } as const;

/** Bits of the header's flags. Version 2 knows the first two and the last. */
export const NativeFlag = {
  float32: 0x01,
  int16: 0x02,
  opus: 0x04,
  discontinuity: 0x10,
  dropped: 0x20,
  muted: 0x40,
  /** The existing native client sets this in all it sends; the box ignores it. */
  rfMode: 0x80,
} as const;

export type SampleFormat = 'int16' | 'float32';

export interface NativePacket {
  readonly version: number;
  readonly type: number;
  readonly flags: number;
  /** Milliseconds, low 32 bits of the sender's clock. */
  readonly timestamp: number;
  /** A view, valid until the parser's next call. */
  readonly payload: Uint8Array;
}

export type NativeFaultCode = 'bad_magic' | 'bad_version' | 'bad_type' | 'payload_too_large' | 'too_short';

export interface NativeFault {
  readonly fault: NativeFaultCode;
  readonly message: string;
}

/** What a reader accepts. */
export interface NativeLimits {
  readonly versions: readonly number[];
  readonly types: readonly number[];
  readonly payloadBytes: number;
}

/** What the box accepts from a client over TCP. */
export const CLIENT_LIMITS: NativeLimits = {
  versions: [2, 3],
  types: [NativeType.control],
  payloadBytes: CLIENT_PAYLOAD_BYTES,
};

/** Reads the header at `at`; undefined while fewer than 16 bytes are there. */
export function readHeader(
  bytes: Uint8Array,
  at: number,
  limits: NativeLimits,
): { version: number; type: number; flags: number; timestamp: number; length: number } | NativeFault | undefined {
  if (bytes.byteLength - at < NATIVE_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, NATIVE_HEADER_BYTES);
  const magic = view.getUint32(0);
  if (magic !== NATIVE_MAGIC) return { fault: 'bad_magic', message: `magic 0x${magic.toString(16).padStart(8, '0')}` };
  const version = view.getUint16(4);
  if (!limits.versions.includes(version)) return { fault: 'bad_version', message: `version ${version}` };
  const type = view.getUint8(6);
  if (!limits.types.includes(type)) return { fault: 'bad_type', message: `type ${type}` };
  const length = view.getUint32(12);
  if (length > limits.payloadBytes) {
    return { fault: 'payload_too_large', message: `${length} bytes; at most ${limits.payloadBytes}` };
  }
  return { version, type, flags: view.getUint8(7), timestamp: view.getUint32(8), length };
}

/** Writes a header in place; allocates nothing. */
export function writeHeader(
  view: DataView,
  version: number,
  type: number,
  flags: number,
  timestamp: number,
  length: number,
): void {
  view.setUint32(0, NATIVE_MAGIC);
  view.setUint16(4, version);
  view.setUint8(6, type);
  view.setUint8(7, flags);
  view.setUint32(8, timestamp % 2 ** 32);
  view.setUint32(12, length);
}

/** Encodes a whole packet around a payload. */
export function encodePacket(
  version: number,
  type: number,
  flags: number,
  timestamp: number,
  payload: Uint8Array,
): Uint8Array {
  const packet = new Uint8Array(NATIVE_HEADER_BYTES + payload.byteLength);
  writeHeader(new DataView(packet.buffer), version, type, flags, timestamp, payload.byteLength);
  packet.set(payload, NATIVE_HEADER_BYTES);
  return packet;
}

export function encodeControl(version: number, timestamp: number, json: Readonly<Record<string, unknown>>): Uint8Array {
  return encodePacket(version, NativeType.control, 0, timestamp, new TextEncoder().encode(JSON.stringify(json)));
}

/**
 * Splits a byte stream into packets. A fault is final: the stream cannot be trusted after it, so the rest is
 * ignored. Holds at most one packet's bytes.
 */
export class NativeParser {
  readonly #limits: NativeLimits;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #fault: NativeFault | undefined;

  constructor(limits: NativeLimits) {
    this.#limits = limits;
  }

  /** Takes more bytes, and copies those it must keep. */
  push(chunk: Uint8Array): void {
    const left = this.#bytes.subarray(this.#at);
    this.#at = 0;
    if (left.byteLength === 0) {
      this.#bytes = new Uint8Array(chunk);
      return;
    }
    const joined = new Uint8Array(left.byteLength + chunk.byteLength);
    joined.set(left);
    joined.set(chunk, left.byteLength);
    this.#bytes = joined;
  }

  /** The next complete packet, a fault, or undefined until more bytes come. */
  next(): NativePacket | NativeFault | undefined {
    if (this.#fault !== undefined) return this.#fault;
    const header = readHeader(this.#bytes, this.#at, this.#limits);
    if (header === undefined) return undefined;
    if ('fault' in header) {
      this.#fault = header;
      this.#bytes = new Uint8Array(0);
      return header;
    }
    const start = this.#at + NATIVE_HEADER_BYTES;
    const end = start + header.length;
    if (this.#bytes.byteLength < end) return undefined;
    this.#at = end;
    const { version, type, flags, timestamp } = header;
    return { version, type, flags, timestamp, payload: this.#bytes.subarray(start, end) };
  }
}

/** The object in a control payload, or what is wrong with it. */
export function parseControl(
  payload: Uint8Array,
): { ok: true; json: Record<string, unknown>; type: string } | { ok: false; message: string } {
  if (nestsDeeper(payload)) return { ok: false, message: `nested deeper than ${MAX_JSON_DEPTH} levels` };
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return { ok: false, message: 'not JSON in UTF-8' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, message: 'no object' };
  const json = value as Record<string, unknown>;
  return typeof json.type === 'string' ? { ok: true, json, type: json.type } : { ok: false, message: 'no type' };
}
