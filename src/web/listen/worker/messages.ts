/** Messages between the page, the connection's worker and the worklet. Pure. */
import { decodeWebPacket, WebPacketType } from '../../../audio/stream/web/web-packet.js';
import type { LeadBounds } from '../../../playout/lead-bounds.js';
import type { PlayoutPacket, PlayoutStats } from '../../../playout/playout-types.js';
import type { FrameStreams } from './rtp-frames.js';

/** Page → worker. */
export type ToWorker =
  /** The port for packets of sound. Transferred. */
  | { readonly type: 'port'; readonly port: MessagePort }
  /** `opusUrl`: the decoder's script, if Opus is wanted. The worker adds the codec to the address. */
  | { readonly type: 'open'; readonly url: string; readonly opusUrl: string | undefined }
  /** A session begins. Its packets come through a transform of this worker, or one of the next two ways. */
  | { readonly type: 'session'; readonly copies: number }
  /** The stream of its frames, from a browser without such transforms. Transferred. */
  | { readonly type: 'frames'; readonly streams: FrameStreams }
  /** An RTP packet that came to the page by the session's data channel, and when, ms since 1970. Transferred. */
  | { readonly type: 'packet'; readonly data: ArrayBuffer; readonly receivedMs: number }
  /** Whether the browser's own player gets the frames, too. */
  | { readonly type: 'pass'; readonly on: boolean }
  | { readonly type: 'close' }
  | { readonly type: 'retry' }
  | { readonly type: 'send'; readonly text: string };

/** Worker → page. */
export type FromWorker =
  /** `opus`: this worker decodes Opus. */
  | { readonly type: 'opened'; readonly opus: boolean }
  | { readonly type: 'closed'; readonly code: number }
  /** The box's signalling (`docs/protocol.md`, section 9). */
  | { readonly type: 'signal'; readonly json: Readonly<Record<string, unknown>> }
  /** A whole message that is not sound. Transferred. */
  | { readonly type: 'message'; readonly data: ArrayBuffer };

/** Page → worklet, over the node's port. */
export type ToWorklet =
  | { readonly type: 'port'; readonly port: MessagePort }
  | { readonly type: 'bounds'; readonly bounds: LeadBounds }
  /** Plays chirps in place of the music for some seconds (`ear/chirps.ts`). */
  | { readonly type: 'chirp' };

/** A packet of sound for the player. */
export interface FedPacket extends PlayoutPacket {
  /** When it came to the browser, ms since 1970. */
  readonly receivedMs: number;
}

/** Worker (or page) → player: a packet of sound. Null means that another stream begins. Samples are transferred. */
export type Feed = FedPacket | null;

/** Worklet → page: the chirps are over. */
export interface ChirpsMade {
  readonly type: 'chirps';
  /** Capture time of the frame at each chirp's beginning, ms on the box's clock; NaN if its packet never came. */
  readonly captureMs: readonly number[];
}

/** Recorder → page: what the microphone heard. */
export interface RecordedPart {
  /** The context's frame at which it begins. */
  readonly first: number;
  readonly samples: Float32Array;
}

/** Worklet → page, four times per second. */
export interface WorkletReport {
  readonly type: 'report';
  readonly stats: PlayoutStats;
  /** `Date.now()` of the render call that took `stats`. */
  readonly wallMs: number;
}

/** The second byte of a message: 0 = sound. */
export function isSound(data: ArrayBuffer): boolean {
  return data.byteLength > 1 && new Uint8Array(data, 1, 1)[0] === 0;
}

/** Whether the box says that it is well, though it has no sound to send. */
export function isKeepAlive(data: ArrayBuffer): boolean {
  return data.byteLength > 1 && new Uint8Array(data, 1, 1)[0] === WebPacketType.keepAlive;
}

/** The content of a message of type 4, signalling; undefined for other messages. */
export function signalOf(data: ArrayBuffer): Readonly<Record<string, unknown>> | undefined {
  if (data.byteLength < 2 || new Uint8Array(data, 1, 1)[0] !== WebPacketType.signalling) return undefined;
  const decoded = decodeWebPacket(new Uint8Array(data));
  return decoded.ok ? decoded.packet.json : undefined;
}
