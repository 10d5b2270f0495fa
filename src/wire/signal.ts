/**
 * What page and box say to each other to begin sound over WebRTC, on the audio WebSocket. The page sends text,
 * `{"signal": …}`; the box sends messages of type 4. `docs/protocol.md` has the order. Pure; the page uses the types.
 */
import { check, leaf, maybe, oneOf, record, whole } from '../base/schema.js';

/** Frames that one Opus packet may hold, at 48 kHz: 2.5, 5, 10 and 20 ms. */
const OPUS_FRAMES: readonly number[] = [120, 240, 480, 960];
/** Most older frames that a packet carries again. */
export const MAX_COPIES = 3;
/** How sound comes to the page: by RTP, or in messages of a data channel where the browser keeps RTP to itself. */
export const SIGNAL_WAYS = ['rtp', 'datachannel'] as const;
export type SignalWay = (typeof SIGNAL_WAYS)[number];
/** Longest session description, characters. */
export const MAX_SDP = 6000;

/** Payload types of RTP: an Opus packet, and one with redundancy (RFC 2198). */
export const RTP_OPUS = 111;
export const RTP_RED = 63;

/** Page → box. */
export type SignalFromPage =
  /** Asks for an offer. A session of this listener that runs already ends first. */
  | { readonly type: 'want'; readonly copies?: number; readonly frames?: number; readonly way?: SignalWay }
  | { readonly type: 'answer'; readonly sdp: string }
  /** Sound goes on over the WebSocket. */
  | { readonly type: 'close' };

/** Why sound does not, or no longer, come by WebRTC. */
export type SignalReason =
  /** The page asked for it. */
  | 'asked'
  /** This box offers no WebRTC, or its port cannot be used. */
  | 'off'
  /** The source does not run at 48 kHz, or the box has no Opus library. */
  | 'no-opus'
  /** The process that sends it is not there, or has just ended. */
  | 'gone'
  /** The box cannot read the answer, or cannot use it. */
  | 'bad-answer'
  /** No connection came about in time. */
  | 'late'
  /** The connection was lost, or the browser closed it. */
  | 'lost'
  /** This page asks too often. */
  | 'busy'
  /** The source changed. */
  | 'restart';

/** Box → page: the JSON of a message of type 4. */
export type SignalFromBox =
  | {
      readonly type: 'offer';
      readonly sdp: string;
      /** Frames of one packet. */
      readonly frames: number;
      /** Older frames that each packet repeats; by RTP only if the answer keeps payload type 63. */
      readonly copies: number;
      /** Frames by which decoded sound comes after its timestamp. */
      readonly lookahead: number;
    }
  /** From the next packet on, sound comes by the session. */
  | { readonly type: 'open'; readonly red: boolean }
  /** Sound comes over the WebSocket. `again`: another `want` may succeed. */
  | { readonly type: 'closed'; readonly reason: SignalReason; readonly again: boolean }
  | ({ readonly type: 'map' } & SignalMap);

/** Which sound the RTP timestamps mean. */
interface SignalMap {
  readonly epoch: number;
  /** Timestamp of a packet, and index of its first frame since the stream began. `rtp` = `first` mod 2³². */
  readonly rtp: number;
  readonly first: number;
  /** Capture time of that packet's last frame, ms, monotonic, as in the header of audio messages. */
  readonly captureMs: number;
  readonly frames: number;
  /** Flags of that packet, as in the header of audio messages. */
  readonly flags: number;
}

const frames = leaf<number>((value) => OPUS_FRAMES.includes(value as number), OPUS_FRAMES.join(' or '));
const sdp = leaf<string>(
  (value) => typeof value === 'string' && value.length > 0 && value.length <= MAX_SDP,
  `a text of 1…${MAX_SDP} characters`,
);
const kind = record({ type: oneOf('want', 'answer', 'close') });
const shapes = {
  want: record({
    type: oneOf('want'),
    copies: maybe(whole(0, MAX_COPIES)),
    frames: maybe(frames),
    way: maybe(oneOf(...SIGNAL_WAYS)),
  }),
  answer: record({ type: oneOf('answer'), sdp }),
  close: record({ type: oneOf('close') }),
};

/** What the page says; undefined for anything else. Never throws. */
export function readSignal(value: unknown): SignalFromPage | undefined {
  const named = check(kind, value);
  if (!named.ok) return undefined;
  const checked = check(shapes[named.value.type], value);
  return checked.ok ? (checked.value as SignalFromPage) : undefined;
}
