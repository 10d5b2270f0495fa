/**
 * Audio, parity and hello packets of native protocol 3. Pure; used by the box and by clients. Byte tables:
 * docs/native-protocol.md.
 */
import { allowedFrames, type SoundCodec } from '../sound-form.js';
import {
  NATIVE_HEADER_BYTES,
  NativeFlag,
  type NativeLimits,
  type NativePacket,
  NativeType,
  readHeader,
  type SampleFormat,
  writeHeader,
} from './native-packet.js';

export const MIX_VERSION = 3;
/** Bytes of payload before the samples of an audio packet. */
export const MIX_PREFIX_BYTES = 28;
/** Bytes of payload before the XOR of a parity packet. */
export const PARITY_PREFIX_BYTES = 8;
export const MIX_FRAMES = { min: 128, max: 1920, default: 480 } as const;
export const GROUP = { min: 2, max: 8, default: 4 } as const;
/** Payload of a hello: the key of the session. */
export const KEY_BYTES = 16;
/**
 * Ethernet's 1500 bytes less the IPv4 and UDP headers. A longer datagram is split in two, and lost if either part is.
 */
export const DATAGRAM_BYTES = 1_472;
/** The longest packet of one Opus frame (RFC 6716). */
const MOST_OPUS_BYTES = 1_275;
const NO_SAMPLES = new Int16Array(0);
const NO_BYTES = new Uint8Array(0);

export type Redundancy = 'none' | 'repeat' | 'xor';

/** What a client accepts from the box. */
export const BOX_LIMITS: NativeLimits = {
  versions: [2, 3],
  types: [NativeType.audio, NativeType.control, NativeType.parity],
  payloadBytes: 500_000,
};

/** What the box accepts in a datagram. */
export const HELLO_LIMITS: NativeLimits = { versions: [3], types: [NativeType.hello], payloadBytes: KEY_BYTES };

export interface MixAudio {
  /** OR of `NativeFlag`. */
  readonly flags: number;
  readonly epoch: number;
  readonly frames: number;
  readonly sequence: number;
  /** Index of the first frame. */
  readonly first: number;
  /** Capture time of the last frame, ms. */
  readonly captureMs: number;
  /** Hertz. */
  readonly sampleRate: number;
  readonly codec: SoundCodec;
  /** Of PCM. */
  readonly format?: SampleFormat;
  /** PCM: interleaved stereo, full scale 32768 in either format; a copy. Otherwise empty. */
  readonly samples: Int16Array;
  /** Opus: one packet, a view of the payload. Otherwise empty. */
  readonly packet: Uint8Array;
}

export interface PayloadFault {
  readonly fault: 'bad_payload';
  readonly message: string;
}

export function sampleBytes(format: SampleFormat): number {
  return format === 'float32' ? 4 : 2;
}

/** Bytes of an audio packet's payload. */
export function mixPayloadBytes(frames: number, format: SampleFormat): number {
  return MIX_PREFIX_BYTES + frames * 2 * sampleBytes(format);
}

/** Most frames of a PCM packet that fits a datagram with `copies` others. Below 128, UDP is not possible. */
export function framesPerDatagram(format: SampleFormat, redundancy: Redundancy, copies: number): number {
  const parity = redundancy === 'xor' ? PARITY_PREFIX_BYTES : 0;
  const bytes = Math.floor(DATAGRAM_BYTES / (1 + copies)) - NATIVE_HEADER_BYTES - MIX_PREFIX_BYTES - parity;
  return Math.floor(bytes / (2 * sampleBytes(format)));
}

/** Writes header and prefix of an audio packet in place; allocates nothing. */
export function writeMixPrefix(
  view: DataView,
  flags: number,
  timestamp: number,
  payloadBytes: number,
  epoch: number,
  frames: number,
  sequence: number,
  first: number,
  captureMs: number,
  sampleRate: number,
): void {
  writeHeader(view, MIX_VERSION, NativeType.audio, flags, timestamp, payloadBytes);
  view.setUint16(16, epoch);
  view.setUint16(18, frames);
  view.setUint32(20, sequence);
  writeInt64(view, 24, first);
  writeInt64(view, 32, Math.round(captureMs * 1000));
  view.setUint32(40, sampleRate);
}

/** Reads an audio packet's payload; never throws. `flags` are the header's. */
export function decodeMixAudio(flags: number, payload: Uint8Array): MixAudio | PayloadFault {
  if (payload.byteLength < MIX_PREFIX_BYTES)
    return bad(`${payload.byteLength} bytes; an audio payload has at least 28`);
  const format = formatOf(flags);
  if (format === undefined) return bad(`flags 0x${flags.toString(16)}: exactly one of int16, float32 and Opus`);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const frames = view.getUint16(2);
  const codec = format === 'opus' ? 'opus' : 'pcm';
  if (!allowedFrames(codec, frames)) return bad(`${frames} frames of ${codec}`);
  const bytes = payload.byteLength - MIX_PREFIX_BYTES;
  if (format === 'opus' ? bytes < 1 || bytes > MOST_OPUS_BYTES : bytes !== frames * 2 * sampleBytes(format)) {
    return bad(`${payload.byteLength} bytes for ${frames} frames of ${format}`);
  }
  const sampleRate = view.getUint32(24);
  if (sampleRate < 8000 || sampleRate > 192_000) return bad(`sample rate ${sampleRate}`);
  const first = readInt64(view, 8);
  const captureUs = readInt64(view, 16);
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(captureUs)) return bad('position or time beyond 2⁵³');
  const [epoch, sequence] = [view.getUint16(0), view.getUint32(4)];
  const facts = { flags, epoch, frames, sequence, first, captureMs: captureUs / 1000, sampleRate, codec } as const;
  if (format === 'opus') {
    return { ...facts, samples: NO_SAMPLES, packet: payload.subarray(MIX_PREFIX_BYTES) };
  }
  return { ...facts, format, samples: samplesOf(view, frames, format), packet: NO_BYTES };
}

function samplesOf(view: DataView, frames: number, format: SampleFormat): Int16Array {
  const samples = new Int16Array(frames * 2);
  for (let i = 0; i < samples.length; i++) {
    samples[i] =
      format === 'int16' ? view.getInt16(28 + i * 2) : clip(Math.round(view.getFloat32(28 + i * 4) * 32_768));
  }
  return samples;
}

/** Splits a datagram into its packets. A fault anywhere invalidates all of them. Payloads are views of the datagram. */
export function splitDatagram(
  datagram: Uint8Array,
  limits: NativeLimits,
): { ok: true; packets: NativePacket[] } | { ok: false; fault: string } {
  const packets: NativePacket[] = [];
  for (let at = 0; at < datagram.byteLength; ) {
    const header = readHeader(datagram, at, limits);
    if (header === undefined) return { ok: false, fault: 'too_short' };
    if ('fault' in header) return { ok: false, fault: header.fault };
    const start = at + NATIVE_HEADER_BYTES;
    at = start + header.length;
    if (at > datagram.byteLength) return { ok: false, fault: 'too_short' };
    const { version, type, flags, timestamp } = header;
    packets.push({ version, type, flags, timestamp, payload: datagram.subarray(start, at) });
  }
  return packets.length > 0 ? { ok: true, packets } : { ok: false, fault: 'too_short' };
}

function formatOf(flags: number): SampleFormat | 'opus' | undefined {
  const bits = flags & (NativeFlag.float32 | NativeFlag.int16 | NativeFlag.opus);
  if (bits === NativeFlag.int16) return 'int16';
  if (bits === NativeFlag.opus) return 'opus';
  return bits === NativeFlag.float32 ? 'float32' : undefined;
}

function clip(value: number): number {
  // Storing a NaN in an Int16Array gives 0.
  return Math.max(-32_768, Math.min(32_767, value));
}

function writeInt64(view: DataView, at: number, value: number): void {
  view.setInt32(at, Math.floor(value / 2 ** 32));
  view.setUint32(at + 4, ((value % 2 ** 32) + 2 ** 32) % 2 ** 32);
}

function readInt64(view: DataView, at: number): number {
  return view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4);
}

function bad(message: string): PayloadFault {
  return { fault: 'bad_payload', message };
}
