/** JSON messages between the box (its stream worker) and its media process. Pure. */
import { check, flag, leaf, oneOf, record, type Schema, whole } from '../../base/schema.js';
import { MAX_COPIES, MAX_SDP, SIGNAL_WAYS, type SignalWay } from '../../wire/signal.js';

/** Box → media process. Sessions and streams are numbered by the box, u32; a number is never used twice. */
export type ToMedia =
  /** The first message. `host`: the address to bind, empty for all. `port` 0: a free one. */
  | { readonly type: 'begin'; readonly host: string; readonly port: number }
  /** A new session. `address`: the box's, as the page reached it. It plays `stream` from the start. */
  | {
      readonly type: 'want';
      readonly session: number;
      readonly address: string;
      readonly way: SignalWay;
      readonly copies: number;
      readonly stream: number;
    }
  | { readonly type: 'answer'; readonly session: number; readonly sdp: string }
  /**
   * From now on this session plays another stream, or carries another number of copies. Frames of that stream that
   * came already are sent too, from frame `from` on.
   */
  | {
      readonly type: 'play';
      readonly session: number;
      readonly stream: number;
      readonly copies: number;
      readonly from: number;
    }
  /** The session ends without an answer. */
  | { readonly type: 'close'; readonly session: number };

/** Why the media process ended a session. */
export type EndReason = 'bad-answer' | 'late' | 'lost' | 'off';

/** Counters of the media process since its start, but for `sessions`, those that exist now. */
export interface MediaCounters {
  readonly sessions: number;
  /** Sessions that send sound. */
  readonly open: number;
  readonly packets: number;
  readonly bytes: number;
  /** Packets that the library did not take. */
  readonly refused: number;
  /** Frames that came too late from the box, and were left out. */
  readonly stale: number;
  /** From capture until packets were given to the network, half and 99 of 100, µs, to within a fifth. */
  readonly sentP50: number;
  readonly sentP99: number;
}

/** Media process → box. */
export type FromMedia =
  /** Answer to `begin`. */
  | { readonly type: 'ready'; readonly port: number; readonly library: string }
  /** Answer to `begin`: no session can be made. */
  | { readonly type: 'unusable'; readonly message: string }
  | { readonly type: 'offer'; readonly session: number; readonly sdp: string }
  /** The session sends every frame of its stream that comes from now on. */
  | { readonly type: 'open'; readonly session: number; readonly red: boolean }
  | { readonly type: 'ended'; readonly session: number; readonly reason: EndReason }
  /** Twice a second. */
  | ({ readonly type: 'counters' } & MediaCounters);

/** A stream's first packet begins so many frames before the first sound at most. */
const LOOK_AHEAD = 32;

const u32 = whole(0, 0xffff_ffff);
const count = whole(0, Number.MAX_SAFE_INTEGER);
const text = (max: number) =>
  leaf<string>((value) => typeof value === 'string' && value.length <= max, `a text of at most ${max} characters`);
/** The library writes the offer, with more than an answer has. */
const sdp = text(2 * MAX_SDP);
const line = text(500);

type Shapes<Message extends { readonly type: string }> = {
  readonly [T in Message['type']]: Schema<Extract<Message, { readonly type: T }>, unknown>;
};

const TO_MEDIA = {
  begin: record({ type: oneOf('begin'), host: text(64), port: whole(0, 65_535) }),
  want: record({
    type: oneOf('want'),
    session: u32,
    address: text(64),
    way: oneOf(...SIGNAL_WAYS),
    copies: whole(0, MAX_COPIES),
    stream: u32,
  }),
  answer: record({ type: oneOf('answer'), session: u32, sdp }),
  play: record({
    type: oneOf('play'),
    session: u32,
    stream: u32,
    copies: whole(0, MAX_COPIES),
    from: whole(-LOOK_AHEAD, Number.MAX_SAFE_INTEGER),
  }),
  close: record({ type: oneOf('close'), session: u32 }),
} as unknown as Shapes<ToMedia>;

const FROM_MEDIA = {
  ready: record({ type: oneOf('ready'), port: whole(1, 65_535), library: line }),
  unusable: record({ type: oneOf('unusable'), message: line }),
  offer: record({ type: oneOf('offer'), session: u32, sdp }),
  open: record({ type: oneOf('open'), session: u32, red: flag }),
  ended: record({ type: oneOf('ended'), session: u32, reason: oneOf('bad-answer', 'late', 'lost', 'off') }),
  counters: record({
    type: oneOf('counters'),
    sessions: count,
    open: count,
    packets: count,
    bytes: count,
    refused: count,
    stale: count,
    sentP50: count,
    sentP99: count,
  }),
} as unknown as Shapes<FromMedia>;

/** Undefined for anything else. */
export const readToMedia = (value: unknown): ToMedia | undefined => read<ToMedia>(TO_MEDIA, value);
/** Undefined for anything else. */
export const readFromMedia = (value: unknown): FromMedia | undefined => read<FromMedia>(FROM_MEDIA, value);

function read<Message extends { readonly type: string }>(shapes: Shapes<Message>, value: unknown): Message | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type } = value as { readonly type?: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(shapes, type)) return undefined;
  const checked = check(shapes[type as Message['type']] as Schema<unknown, unknown>, value);
  return checked.ok ? (checked.value as Message) : undefined;
}
