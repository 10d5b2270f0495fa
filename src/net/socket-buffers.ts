/**
 * Makes the kernel's send buffers small, and marks packets as voice. What the kernel holds cannot be
 * dropped, and its default buffer hides up to 20 s of sound. With small buffers a listener's queue
 * stays in this process. Stream worker only.
 */
import type { ConnectionRef, ListenerTuning, SocketMarks, SocketTuning } from '../addon/sockets/socket-tuning.js';

/** DSCP "expedited forwarding": voice, for switches and for Wi-Fi's voice queue. */
const VOICE = 46;

/**
 * A web listener takes 192 bytes per millisecond. Unsent bytes: 2 KiB (11 ms); beyond that the socket counts
 * as full. Bytes under way and not acknowledged: what a buffer of twice 16 KiB holds by the kernel's own
 * counting, about 100 ms of radio trouble.
 */
export const WEB_TUNING: ListenerTuning = { sendBuffer: 16_384, notSentLowat: 2_048, noDelay: true, dscp: VOICE };

/**
 * A native listener takes up to 6.1 KB per millisecond (32 channels of float32). Its
 * unsent bytes are read for each connection.
 */
export const NATIVE_TUNING: ListenerTuning = { sendBuffer: 131_072, notSentLowat: 16_384, noDelay: true, dscp: VOICE };

/**
 * Every packet with sound goes before others: in the box's own queues by SO_PRIORITY (6, the highest without
 * privilege), and beyond the box by DSCP.
 */
export const VOICE_MARKS: SocketMarks = { dscp: VOICE, priority: 6 };

/** Marks a socket as voice. Returns a warning, if there is one; a socket that is gone needs none. */
export function markVoice(tuning: SocketTuning, { fd, cookie }: ConnectionRef): string | undefined {
  const marks = tuning.mark(fd, cookie, VOICE_MARKS);
  if (marks === undefined || (marks.dscp === VOICE_MARKS.dscp && marks.priority === VOICE_MARKS.priority))
    return undefined;
  return `the kernel does not mark sound as voice (DSCP ${marks.dscp}, priority ${marks.priority}): other traffic may delay it`;
}

/** Tunes the listening socket on `port`. Returns a warning, if there is one. */
export function tunePort(tuning: SocketTuning, port: number, buffers: ListenerTuning): string | undefined {
  const { sockets, refused } = tuning.tuneListener(port, buffers);
  if (sockets === 0) return `the socket buffers of port ${port} could not be made small: its socket was not found`;
  if (refused.length === 0) return undefined;
  return `the kernel refused ${refused.join(', ')} on port ${port}; a listener that falls behind may hear old sound`;
}
