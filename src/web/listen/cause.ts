/**
 * The one cause to show when listening is disturbed. The cause that the musician can do most about comes first. Pure.
 */
import type { ListenCause, ListenStatus } from './listener-api.js';
import type { NoPlace } from './worker/connection.js';

export interface Symptoms {
  readonly status: ListenStatus;
  /** Sound has played since the last tap on Listen. */
  readonly hasPlayed: boolean;
  /** The browser reports that it puts out sound, but does not. */
  readonly stands: boolean;
  /** Why the box has no place; null if it has, or has sent something since. */
  readonly full: NoPlace | null;
  /** Ms without a connection, 0 while there is one. */
  readonly unconnectedMs: number;
  /** Ms since the last packet of sound on this connection (or since it opened). */
  readonly withoutSoundMs: number;
  /** Ms since any message. */
  readonly withoutMessageMs: number;
  /** Ms since the audio came back from a pause; Infinity when it never paused. */
  readonly sinceResumeMs: number;
  /**
   * Of the last 10 s. Late: the buffer ran empty or the box
   * dropped packets. Gaps: the device skipped output or was late.
   */
  readonly lateEvents: number;
  readonly deviceGaps: number;
  /** Output latency that the browser reports, ms; null when it reports none. */
  readonly outputMs: number | null;
}

const UNCONNECTED_MS = 1500;
const WITHOUT_SOUND_MS = 1500;
const WITHOUT_MESSAGE_MS = 3000;
const RESUMED_MS = 5000;
/** Playout leaves out 0.5 % of the packets by design: 5 of 10 ms each in 10 s. More than that is the Wi-Fi. */
const LATE_EVENTS = 8;
const DEVICE_GAPS = 3;
/** Output latency that no cable has, ms. */
const BLUETOOTH_MS = 120;

export function causeOf(symptoms: Symptoms): ListenCause | null {
  const { status } = symptoms;
  if (status === 'replaced') return 'replaced';
  if (status === 'idle' || status === 'failed') return null;
  if (status === 'paused') return symptoms.hasPlayed || symptoms.stands ? 'asleep' : null;
  if (symptoms.full !== null) return symptoms.full;
  if (symptoms.unconnectedMs >= UNCONNECTED_MS) return 'box-gone';
  if (symptoms.unconnectedMs === 0 && symptoms.withoutSoundMs >= WITHOUT_SOUND_MS) {
    return symptoms.withoutMessageMs < WITHOUT_MESSAGE_MS ? 'source-gone' : 'weak-wifi';
  }
  if (symptoms.sinceResumeMs < RESUMED_MS) return 'asleep';
  if (symptoms.deviceGaps >= DEVICE_GAPS) return 'busy';
  if (symptoms.lateEvents >= LATE_EVENTS) return 'weak-wifi';
  if (symptoms.outputMs !== null && symptoms.outputMs > BLUETOOTH_MS) return 'bluetooth';
  return null;
}
