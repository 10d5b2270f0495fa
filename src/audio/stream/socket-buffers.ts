/**
 * Makes the kernel's send buffers small, so that a listener's queue is ours: what the kernel holds cannot be dropped,
 * and its own choice hides up to 20 s of sound; and marks packets as voice. Stream worker only.
 */
import type {
  ConnectionRef,
  ListenerTuning,
  SocketMarks,
  SocketTuning,
} from '../source/node-alsa-capture/socket-tuning.js';

/** DSCP "expedited forwarding": voice, for switches and for Wi-Fi's voice queue. */
const VOICE = 46;

/**
 * Web listeners take 192 bytes a millisecond. Unsent: 2 KiB, 11 ms, after which the socket counts as full. Under way
 * and not acknowledged: what a buffer of twice 16 KiB of the kernel's own counting holds, about 100 ms of radio
 * trouble.
 */
export const WEB_TUNING: ListenerTuning = { sendBuffer: 16_384, notSentLowat: 2_048, noDelay: true, dscp: VOICE };

/**
 * Native listeners take up to 6.1 KB a millisecond (32 channels of float32); their unsent bytes are asked for one by
 * one.
 */
export const NATIVE_TUNING: ListenerTuning = { sendBuffer: 131_072, notSentLowat: 16_384, noDelay: true, dscp: VOICE };

/**
 * Every packet with sound goes ahead of others: in the box's own queues by SO_PRIORITY (6, the highest without
 * privilege), beyond it by DSCP.
 */
export const VOICE_MARKS: SocketMarks = { dscp: VOICE, priority: 6 };

/** Marks a socket as voice; the answer is what to warn of, if anything. A socket that is gone is no trouble. */
export function markVoice(tuning: SocketTuning, { fd, cookie }: ConnectionRef): string | undefined {
  const marks = tuning.mark(fd, cookie, VOICE_MARKS);
  if (marks === undefined || (marks.dscp === VOICE_MARKS.dscp && marks.priority === VOICE_MARKS.priority))
    return undefined;
  return `the kernel does not mark sound as voice (DSCP ${marks.dscp}, priority ${marks.priority}): other traffic may delay it`;
}

/** Tunes the listening socket on `port`; the answer is what to warn of, if anything. */
export function tunePort(tuning: SocketTuning, port: number, wishes: ListenerTuning): string | undefined {
  const { sockets, refused } = tuning.tuneListener(port, wishes);
  if (sockets === 0) return `the socket buffers of port ${port} could not be made small: its socket was not found`;
  if (refused.length === 0) return undefined;
  return `the kernel refused ${refused.join(', ')} on port ${port}; a listener that falls behind may hear old sound`;
}
