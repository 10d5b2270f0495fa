/**
 * Sessions of WebRTC: who wants one, and what the media process says of them. A listener has one at most, and only a
 * listener that was let in can ask: its own WebSocket carries the signalling. Stream worker only.
 */
import { TokenBucket } from '../../../base/token-bucket.js';
import { readSignal, type SignalFromPage, type SignalReason } from '../../../wire/signal.js';
import type { EncoderPool } from '../opus/encoder-pool.js';
import { type ListenerPlan, OPUS_FRAMES, OPUS_LOOK_AHEAD, OPUS_RATE } from '../sound-form.js';
import type { StreamClock } from '../stream-clock.js';
import { type MediaFigures, MediaLink, type MediaLinkDeps, type SessionNews } from './media-link.js';
import { type RtpListener, RtpSession } from './rtp-session.js';
import { SoundStreams } from './sound-streams.js';

/** Sessions that one listener may ask for: each costs the media process a key. */
const WANTS = { burst: 5, perSecond: 0.5 };
/** What a page gets that asks for nothing special. */
const USUAL = { frames: 240, copies: 1, way: 'rtp' } as const;

/** A listener that may ask for a session. */
export interface AskingListener extends RtpListener {
  /** The box's address as the page reached it; empty if it is not known. */
  readonly boxAddress: string;
  /** What the box chose for it, if it chose. */
  readonly plan: ListenerPlan | undefined;
}

export interface RtpSessionsDeps extends Pick<MediaLinkDeps, 'host' | 'port' | 'warn'> {
  readonly encoders: EncoderPool;
  readonly clock: StreamClock;
  /** Checks whether a packet is due. */
  wake(): void;
}

export class RtpSessions {
  readonly #deps: RtpSessionsDeps;
  readonly #link: MediaLink;
  readonly #streams = new SoundStreams();
  readonly #byListener = new Map<AskingListener, RtpSession>();
  readonly #byNumber = new Map<number, RtpSession>();
  readonly #wants = new WeakMap<AskingListener, TokenBucket>();
  #numbers = 0;

  constructor(deps: RtpSessionsDeps) {
    this.#deps = deps;
    const { host, port, warn } = deps;
    this.#link = new MediaLink({
      host,
      port,
      news: (message) => this.#news(message),
      down: () => this.#endAll('gone'),
      warn,
    });
  }

  /** A media process listens at this path from now on. Undefined: it is being started. */
  at(path: string | undefined): void {
    this.#link.at(path);
  }

  /** Handles a signal of a page. False if it is none. */
  signal(listener: AskingListener, value: unknown, nowMs: number): boolean {
    const signal = readSignal(value);
    if (signal === undefined) return false;
    if (signal.type === 'want') this.#want(listener, signal, nowMs);
    else if (signal.type === 'answer') this.#byListener.get(listener)?.answer(signal.sdp);
    else this.#end(this.#byListener.get(listener), 'asked');
    this.#deps.wake();
    return true;
  }

  /** The box chose other frames or copies for this listener. */
  planned(listener: AskingListener): void {
    const { plan } = listener;
    if (plan !== undefined) this.#byListener.get(listener)?.follow(opusFrames(plan.frames), plan.copies);
  }

  /** The listener is gone. */
  left(listener: AskingListener): void {
    this.#end(this.#byListener.get(listener));
  }

  /** Another source plays: timestamps of the old one mean nothing any more. */
  restart(): void {
    this.#endAll(this.#possible() ? 'restart' : 'no-opus');
  }

  /** Sends what the sessions took. To be called after every listener had its turn. */
  flush(): void {
    this.#link.flush();
  }

  tick(sinceMs: number): void {
    this.#link.tick(sinceMs);
    for (const session of [...this.#byListener.values()]) if (session.stuck(sinceMs)) this.#end(session, 'lost');
  }

  figures(): MediaFigures {
    return this.#link.figures();
  }

  close(): void {
    this.#link.close();
  }

  #want(listener: AskingListener, want: Extract<SignalFromPage, { type: 'want' }>, nowMs: number): void {
    this.#end(this.#byListener.get(listener));
    const refusal = this.#refusal(listener, nowMs);
    if (refusal !== undefined) {
      listener.signal({ type: 'closed', reason: refusal, again: refusal === 'gone' || refusal === 'busy' });
      return;
    }
    const { plan } = listener;
    const frames = plan === undefined ? (want.frames ?? USUAL.frames) : opusFrames(plan.frames);
    const copies = plan?.copies ?? want.copies ?? USUAL.copies;
    const wanted = { frames, copies, address: listener.boxAddress, way: want.way ?? USUAL.way };
    const deps = { link: this.#link, streams: this.#streams };
    const session = new RtpSession(deps, this.#numbers++, listener, wanted);
    this.#byListener.set(listener, session);
    this.#byNumber.set(session.number, session);
  }

  #refusal(listener: AskingListener, nowMs: number): SignalReason | undefined {
    const { state } = this.#link;
    if (!this.#possible()) return 'no-opus';
    // An address of one link only would need the name of the page's own interface.
    if (state === 'off' || state === 'unusable' || !/^[\d.]+$|^[\da-f:]+$/i.test(listener.boxAddress)) return 'off';
    if (state === 'waiting') return 'gone';
    let bucket = this.#wants.get(listener);
    if (bucket === undefined) {
      bucket = new TokenBucket(WANTS);
      this.#wants.set(listener, bucket);
    }
    return bucket.take(nowMs) > 0 ? 'busy' : undefined;
  }

  #possible(): boolean {
    return this.#deps.encoders.available && this.#deps.clock.sampleRate === OPUS_RATE;
  }

  #news(message: SessionNews): void {
    const session = this.#byNumber.get(message.session);
    if (session === undefined) return;
    if (message.type === 'offer') session.offered(message.sdp, OPUS_LOOK_AHEAD);
    else if (message.type === 'open') session.opened(message.red);
    else this.#end(session, message.reason);
    this.#deps.wake();
  }

  #endAll(reason: SignalReason): void {
    for (const session of [...this.#byListener.values()]) this.#end(session, reason);
    this.#deps.wake();
  }

  #end(session: RtpSession | undefined, reason?: SignalReason): void {
    if (session === undefined) return;
    this.#byNumber.delete(session.number);
    for (const [listener, one] of this.#byListener) if (one === session) this.#byListener.delete(listener);
    session.end(reason, reason !== 'off' && reason !== 'no-opus');
  }
}

/** The length of the plan, or the usual where Opus does not have it. */
const opusFrames = (frames: number): number => (OPUS_FRAMES.includes(frames) ? frames : USUAL.frames);
