/**
 * Finds the place in the stream of what came by RTP. From time to time the box tells which frame a timestamp is. Pure;
 * one thread.
 */
import { readRed } from '../../../wire/red.js';

/** Payload type of packets with redundancy (RFC 2198); any other is one frame of Opus. */
const RED = 63;
/** Packets that came before the first map are kept; a map comes with the session. */
const MOST_WAITING = 50;
/** Frames of Opus' low-delay packets, by the last two bits of the configuration (RFC 6716, section 3.1). */
const CELT_FRAMES = [120, 240, 480, 960] as const;
/** The first configuration of these packets. */
const CELT = 16;

/** Which frame a timestamp is, as the box tells. */
export interface RtpMap {
  readonly epoch: number;
  readonly rtp: number;
  /** Index of the first frame of the packet with this timestamp. */
  readonly first: number;
  /** Capture time of its last frame, ms on the box's clock. */
  readonly captureMs: number;
  readonly frames: number;
  /** OR of `WebFlag`. */
  readonly flags: number;
}

/** One frame of Opus, with its place. */
export interface RtpUnit {
  readonly epoch: number;
  readonly first: number;
  readonly frames: number;
  readonly captureMs: number;
  readonly flags: number;
  readonly payload: Uint8Array;
  /** It came again in a later packet. */
  readonly again: boolean;
}

interface Waiting {
  readonly payloadType: number;
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

/** The map in a message of the box; undefined if it is none. */
export function readMap(json: Readonly<Record<string, unknown>>): RtpMap | undefined {
  if (json.type !== 'map') return undefined;
  const { epoch, rtp, first, captureMs, frames, flags } = json;
  const all = [epoch, rtp, first, captureMs, frames, flags];
  return all.every(Number.isFinite) && (frames as number) > 0 ? (json as unknown as RtpMap) : undefined;
}

/** Frames of a packet of Opus at 48 kHz; 0 if the low-delay mode did not make it. */
export function opusFrames(packet: Uint8Array): number {
  const config = packet.length > 0 ? packet[0]! >> 3 : 0;
  // One frame per packet: the low bits are 0.
  return config >= CELT && (packet[0]! & 3) === 0 ? CELT_FRAMES[config & 3]! : 0;
}

export class RtpSound {
  #map: RtpMap | undefined;
  #waiting: Waiting[] = [];

  /** Another session begins. */
  restart(): void {
    this.#map = undefined;
    this.#waiting = [];
  }

  /** Takes a map; gives what waited for it. */
  setMap(map: RtpMap): readonly RtpUnit[] {
    this.#map = map;
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting.flatMap(({ payloadType, timestamp, payload }) => this.take(payloadType, timestamp, payload));
  }

  /** The frames of one packet, oldest first. A damaged packet has none. */
  take(payloadType: number, timestamp: number, payload: Uint8Array): readonly RtpUnit[] {
    const map = this.#map;
    if (map === undefined) {
      if (this.#waiting.length < MOST_WAITING) this.#waiting.push({ payloadType, timestamp, payload });
      return [];
    }
    const { epoch, flags } = map;
    // Timestamps are 32 bits wide, and wrap every 24 h.
    const newest = map.first + ((timestamp - map.rtp) | 0);
    const blocks = payloadType === RED ? (readRed(payload) ?? []) : [{ back: 0, data: payload }];
    const units: RtpUnit[] = [];
    for (const { back, data } of blocks) {
      const frames = opusFrames(data);
      const first = newest - back;
      if (frames === 0 || first < 0) continue;
      const captureMs = map.captureMs + (first + frames - map.first - map.frames) / 48;
      units.push({ epoch, first, frames, captureMs, flags, payload: data, again: back > 0 });
    }
    return units;
  }
}
