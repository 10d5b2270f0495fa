/**
 * The fixed header of RTP (RFC 3550 §5.1), as the box sends it: version 2, without marker, sources or extension.
 * Pure.
 */

export const RTP_HEADER_BYTES = 12;

/**
 * Writes the header at the beginning of `packet`, big-endian. Sequence, timestamp and ssrc are taken modulo their
 * width, 16 and 32 bits.
 */
export function writeRtpHeader(
  packet: DataView,
  payloadType: number,
  sequence: number,
  timestamp: number,
  ssrc: number,
): void {
  packet.setUint8(0, 0x80);
  packet.setUint8(1, payloadType);
  packet.setUint16(2, sequence);
  packet.setUint32(4, timestamp);
  packet.setUint32(8, ssrc);
}
