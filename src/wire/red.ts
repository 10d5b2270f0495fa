/**
 * Reads the payload of an RTP packet with redundancy (RFC 2198): older frames again, then the frame of this packet.
 * Pure; any thread. The page reads it, the box's tests read it too.
 *
 * Each older frame has a header of four bytes. Its first bit says that more follow. Then come the payload type (7
 * bits), how much older the frame is in ticks of the RTP clock (14), and its length (10). The newest has its payload
 * type alone.
 */

/** Longest distance back, in ticks. */
export const RED_MAX_BACK = 0x3fff;
/** Longest older frame, bytes. */
export const RED_MAX_BYTES = 0x3ff;

/** Most frames that are read from one packet; a packet with more is damaged. */
const MOST_BLOCKS = 16;

export interface RedBlock {
  /** Payload type of the frame, 0…127. */
  readonly payloadType: number;
  /** How many ticks before the packet's timestamp the frame begins; 0 for the newest. */
  readonly back: number;
  /** A view of the payload, valid as long as that is. It may be empty. */
  readonly data: Uint8Array;
}

/** The frames in the order of the packet, the newest last. Undefined if the payload is damaged. Never throws. */
export function readRed(payload: Uint8Array): readonly RedBlock[] | undefined {
  let head = 0;
  let older = 0;
  let total = 0;
  while (head < payload.length && payload[head]! >= 0x80) {
    if (head + 4 >= payload.length || ++older >= MOST_BLOCKS) return undefined;
    total += ((payload[head + 2]! & 3) << 8) | payload[head + 3]!;
    head += 4;
  }
  if (head >= payload.length) return undefined;
  let at = head + 1;
  if (at + total > payload.length) return undefined;
  const blocks: RedBlock[] = [];
  for (let i = 0; i < older * 4; i += 4) {
    const third = payload[i + 2]!;
    const length = ((third & 3) << 8) | payload[i + 3]!;
    const back = (payload[i + 1]! << 6) | (third >> 2);
    blocks.push({ payloadType: payload[i]! & 0x7f, back, data: payload.subarray(at, at + length) });
    at += length;
  }
  blocks.push({ payloadType: payload[head]!, back: 0, data: payload.subarray(at) });
  return blocks;
}
