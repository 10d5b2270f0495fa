/** Reads a whole RTP packet, as the box sends them in messages of a data channel. Pure; one thread. */
import type { EncodedFrame } from './rtp-frames.js';

/** Version 2 without padding, extension or further sources; the box sends no other (RFC 3550, section 5.1). */
const FIRST_BYTE = 0x80;
const HEADER_BYTES = 12;

/**
 * The payload is a view of `data`. Undefined for anything but a packet of the box. Never throws.
 * @param receivedMs when it came to the page, ms since 1970.
 */
export function readRtpPacket(data: ArrayBuffer, receivedMs: number): EncodedFrame | undefined {
  if (data.byteLength <= HEADER_BYTES) return undefined;
  const view = new DataView(data);
  if (view.getUint8(0) !== FIRST_BYTE) return undefined;
  return {
    payloadType: view.getUint8(1) & 0x7f,
    timestamp: view.getUint32(4),
    payload: new Uint8Array(data, HEADER_BYTES),
    receivedMs,
  };
}
