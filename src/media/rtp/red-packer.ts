/**
 * Packs encoded frames into RTP payloads with redundancy (RFC 2198), and the room for their RTP header before them. One
 * packer serves every session that gets the same stream with the same number of copies. Pure; one owner; packing
 * allocates nothing.
 */
import { RED_MAX_BACK } from '../../wire/red.js';
import { MAX_COPIES, RTP_OPUS } from '../../wire/signal.js';
import type { FrameHistory, HistoryFrame } from './frame-history.js';
import { RTP_HEADER_BYTES } from './rtp-header.js';

/**
 * Longest packet, bytes, with its RTP header. With SRTP's tag, UDP and IP it stays below 1,280, the least that every
 * network carries whole. Copies that do not fit are left out, the oldest first.
 */
export const MAX_PACKET_BYTES = 1200;

const BLOCK_HEADER_BYTES = 4;

export class RedPacker {
  readonly #packet = new Uint8Array(MAX_PACKET_BYTES);
  readonly #older: HistoryFrame[] = [];

  /**
   * A packet with the frame that begins at `first`, and up to `copies` frames before it. `history` holds these, and not
   * yet this frame. The first `RTP_HEADER_BYTES` are the caller's to fill. The view is valid until the next call.
   * Undefined if the frame alone is too long.
   */
  pack(first: number, frame: Uint8Array, copies: number, history: FrameHistory): Uint8Array | undefined {
    let room = MAX_PACKET_BYTES - RTP_HEADER_BYTES - 1 - frame.length;
    if (room < 0) return undefined;
    const older = this.#older;
    older.length = 0;
    for (let age = 0; age < Math.min(copies, MAX_COPIES); age++) {
      const copy = history.at(age);
      // A frame that is not before this one belongs to a stream that began anew.
      if (copy === undefined || copy.first >= first || first - copy.first > RED_MAX_BACK) break;
      room -= BLOCK_HEADER_BYTES + copy.bytes;
      if (room < 0) break;
      older.push(copy);
    }
    return this.#write(first, frame);
  }

  #write(first: number, frame: Uint8Array): Uint8Array {
    const packet = this.#packet;
    const older = this.#older;
    let at = RTP_HEADER_BYTES;
    for (let i = older.length - 1; i >= 0; i--) {
      const { first: begin, bytes } = older[i]!;
      const back = first - begin;
      packet[at++] = 0x80 | RTP_OPUS;
      packet[at++] = back >> 6;
      packet[at++] = ((back & 0x3f) << 2) | (bytes >> 8);
      packet[at++] = bytes & 0xff;
    }
    packet[at++] = RTP_OPUS;
    for (let i = older.length - 1; i >= 0; i--) {
      const { data, bytes } = older[i]!;
      for (let k = 0; k < bytes; k++) packet[at + k] = data[k]!;
      at += bytes;
    }
    packet.set(frame, at);
    return packet.subarray(0, at + frame.length);
  }
}
