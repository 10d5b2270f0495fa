/**
 * Binary messages of the web audio stream: a 32-byte little-endian header, then sound or JSON. Sound is stereo s16
 * samples or one Opus packet. Pure; shared by the box, the page and the reference client. Byte table: PACKETS.md.
 *
 * Samples are read through typed arrays, so the machine must be little-endian. Every machine that runs the box or a
 * browser is.
 */

import { allowedFrames, type SoundCodec, type SoundStamp } from '../sound-form.js';

const WEB_PACKET_VERSION = 1;
export const WEB_HEADER_BYTES = 32;

/** Frames of an audio message unless the listener asks for others. */
export const WEB_FRAMES_DEFAULT = 480;
/** The longest packet of one Opus frame (RFC 6716). */
const MOST_OPUS_BYTES = 1275;

export const WebPacketType = { audio: 0, config: 1, timeReply: 2, keepAlive: 3, signalling: 4 } as const;
/** The codec byte. */
export const WebCodec: Readonly<Record<SoundCodec, number>> = { pcm: 0, opus: 1 };

/** Bits of the flags byte. A reader ignores bits it does not know. */
export const WebFlag = {
  /** The capture had a gap, or the stream restarted, before the end of this packet. */
  discontinuity: 1,
  /** This listener fell behind: packets before this one were dropped, so their sequence numbers are missing. */
  dropped: 2,
  /** The mix itself is silent: every channel is off or muted, or the master is zero. */
  muted: 4,
} as const;

/**
 * One decoded message. If it is not audio, its codec is `pcm`, and it has 0 frames. Its sequence is then that of the
 * next audio packet, and `captureMs` is when it was made.
 */
interface WebPacket extends SoundStamp {
  readonly type: 'audio' | 'config' | 'time-reply' | 'keep-alive' | 'signalling';
  /** PCM: interleaved stereo, a view of the message if its alignment allows, else a copy. Otherwise empty. */
  readonly samples: Int16Array;
  /** Audio: what follows the header, a view of the message: for Opus, one packet. Otherwise empty. */
  readonly payload: Uint8Array;
  /** Content of the other messages; undefined for audio. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

type WebPacketErrorCode =
  | 'too_short'
  | 'bad_version'
  | 'bad_type'
  | 'bad_codec'
  | 'bad_frames'
  | 'bad_rate'
  | 'bad_number'
  | 'bad_length'
  | 'bad_json';

export type DecodedWebPacket =
  | { readonly ok: true; readonly packet: WebPacket }
  | { readonly ok: false; readonly code: WebPacketErrorCode; readonly message: string };

const TYPES = ['audio', 'config', 'time-reply', 'keep-alive', 'signalling'] as const;
const CODECS: readonly SoundCodec[] = ['pcm', 'opus'];
const NO_SAMPLES = new Int16Array(0);
const NO_BYTES = new Uint8Array(0);

/** Reads one message; never throws. */
export function decodeWebPacket(message: Uint8Array): DecodedWebPacket {
  if (message.byteLength < WEB_HEADER_BYTES) {
    return fault('too_short', `${message.byteLength} bytes; a message has at least ${WEB_HEADER_BYTES}`);
  }
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const version = view.getUint8(0);
  if (version !== WEB_PACKET_VERSION) return fault('bad_version', `version ${version}; this reader knows 1`);
  const type = TYPES[view.getUint8(1)];
  if (type === undefined) return fault('bad_type', `type ${view.getUint8(1)}; there are 0 to 4`);
  const codec = CODECS[view.getUint8(2)];
  if (codec === undefined) {
    return fault('bad_codec', `codec ${view.getUint8(2)}; this reader knows 0 (PCM s16) and 1 (Opus)`);
  }
  const frames = view.getUint16(6, true);
  const sampleRate = view.getUint32(12, true);
  const first = view.getFloat64(16, true);
  const captureMs = view.getFloat64(24, true);
  if (sampleRate < 8000 || sampleRate > 192_000) return fault('bad_rate', `sample rate ${sampleRate}`);
  if (!Number.isSafeInteger(first)) return fault('bad_number', `first frame ${first} is not a whole number`);
  if (!Number.isFinite(captureMs)) return fault('bad_number', `capture time ${captureMs} is not a number`);
  const bytes = message.byteLength - WEB_HEADER_BYTES;
  let samples: Int16Array = NO_SAMPLES;
  let payload: Uint8Array = NO_BYTES;
  let json: Record<string, unknown> | undefined;
  if (type === 'audio') {
    if (!allowedFrames(codec, frames)) return fault('bad_frames', `${frames} frames of ${codec}`);
    if (codec === 'pcm' ? bytes !== frames * 4 : bytes < 1 || bytes > MOST_OPUS_BYTES) {
      return fault('bad_length', `${bytes} bytes of ${codec} for ${frames} stereo frames`);
    }
    payload = new Uint8Array(message.buffer, message.byteOffset + WEB_HEADER_BYTES, bytes);
    if (codec === 'pcm') samples = samplesOf(message, frames);
  } else {
    if (codec !== 'pcm') return fault('bad_codec', `codec ${codec} in a message without sound`);
    if (frames !== 0) return fault('bad_frames', `${frames} frames in a message without sound`);
    json = parseObject(message.subarray(WEB_HEADER_BYTES));
    if (json === undefined) return fault('bad_json', 'what follows the header is not a JSON object');
  }
  const flags = view.getUint8(3);
  const epoch = view.getUint16(4, true);
  const sequence = view.getUint32(8, true);
  const facts = { type, codec, flags, epoch, frames, sequence, sampleRate, first, captureMs };
  return { ok: true, packet: { ...facts, samples, payload, json } };
}

/** Writes the header of a message in place; allocates nothing. */
export function writeWebHeader(
  view: DataView,
  type: number,
  codec: number,
  flags: number,
  epoch: number,
  frames: number,
  sequence: number,
  sampleRate: number,
  first: number,
  captureMs: number,
): void {
  view.setUint8(0, WEB_PACKET_VERSION);
  view.setUint8(1, type);
  view.setUint8(2, codec);
  view.setUint8(3, flags);
  view.setUint16(4, epoch, true);
  view.setUint16(6, frames, true);
  view.setUint32(8, sequence, true);
  view.setUint32(12, sampleRate, true);
  view.setFloat64(16, first, true);
  view.setFloat64(24, captureMs, true);
}

/** Encodes a whole message of type 1 to 4. */
export function encodeWebJson(
  type: 1 | 2 | 3 | 4,
  header: { epoch: number; sequence: number; sampleRate: number; first: number; captureMs: number },
  json: Readonly<Record<string, unknown>>,
): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const message = new Uint8Array(WEB_HEADER_BYTES + text.length);
  const { epoch, sequence, sampleRate, first, captureMs } = header;
  writeWebHeader(new DataView(message.buffer), type, 0, 0, epoch, 0, sequence, sampleRate, first, captureMs);
  message.set(text, WEB_HEADER_BYTES);
  return message;
}

function samplesOf(message: Uint8Array, frames: number): Int16Array {
  const offset = message.byteOffset + WEB_HEADER_BYTES;
  if (offset % 2 === 0) return new Int16Array(message.buffer, offset, frames * 2);
  return new Int16Array(new Uint8Array(message.subarray(WEB_HEADER_BYTES)).buffer);
}

function parseObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function fault(code: WebPacketErrorCode, message: string): DecodedWebPacket {
  return { ok: false, code, message };
}
