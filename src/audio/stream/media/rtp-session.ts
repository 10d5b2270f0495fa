/**
 * One listener's session of WebRTC: takes its Opus packets to the media process once the browser is connected. PCM,
 * which comes on the way from one form to another, goes over the WebSocket as before. Stream worker only.
 */
import { monotonicMs } from '../../../base/clock.js';
import type { SignalFromBox, SignalReason, SignalWay } from '../../../wire/signal.js';
import type { PacketSink, SoundPacket } from '../packet-sink.js';
import type { MediaLink } from './media-link.js';
import type { SoundStream, SoundStreams } from './sound-streams.js';

/** How often the page learns which sound a timestamp means, ms. */
const MAP_EVERY_MS = 1000;
/** A WebSocket that took nothing of what waits for it for this long has nobody at its other end, ms. */
const STUCK_MS = 3000;

/** What a session needs of its listener. */
export interface RtpListener {
  readonly mix: string;
  /** The WebSocket, which gets what RTP cannot carry. */
  readonly webSocket: PacketSink;
  signal(message: SignalFromBox): void;
  /** From the next fitting packet on: Opus of this length, to `sink`. */
  useRtp(frames: number, sink: PacketSink): void;
  /** From the next packet on: to the WebSocket, in its own form. */
  useWebSocket(): void;
}

export interface RtpSessionDeps {
  readonly link: MediaLink;
  readonly streams: SoundStreams;
}

export class RtpSession implements PacketSink {
  readonly number: number;
  readonly transport: SignalWay;
  readonly listener: RtpListener;
  readonly #deps: RtpSessionDeps;
  #frames: number;
  #copies: number;
  #stream: SoundStream;
  #open = false;
  /** Whether it has had a packet of its present stream. */
  #joined = false;
  #mapped = { epoch: Number.NaN, frames: 0, flags: 0, atMs: 0 };
  #unsent = 0;
  #stuckMs = 0;

  /** Asks the media process for an offer. `address`: the box's, as the page reached it. */
  constructor(
    deps: RtpSessionDeps,
    number: number,
    listener: RtpListener,
    want: { readonly frames: number; readonly copies: number; readonly address: string; readonly way: SignalWay },
  ) {
    this.number = number;
    this.listener = listener;
    this.#deps = deps;
    this.#frames = want.frames;
    this.#copies = want.copies;
    this.#stream = deps.streams.use(listener.mix, want.frames);
    const { address, way, copies } = want;
    this.transport = way;
    deps.link.say({ type: 'want', session: number, address, way, copies, stream: this.#stream.number });
  }

  get closed(): boolean {
    return this.listener.webSocket.closed;
  }

  /** Never any: what the link does not take at once is dropped. */
  unsentBytes(): number {
    return 0;
  }

  /** The media process made an offer. */
  offered(sdp: string, lookahead: number): void {
    this.listener.signal({ type: 'offer', sdp, frames: this.#frames, copies: this.#copies, lookahead });
  }

  answer(sdp: string): void {
    this.#deps.link.say({ type: 'answer', session: this.number, sdp });
  }

  /** The browser is connected: from its next packet on, sound takes this way. */
  opened(red: boolean): void {
    if (this.#open) return;
    this.#open = true;
    this.listener.signal({ type: 'open', red });
    this.listener.useRtp(this.#frames, this);
  }

  /** The box chose another length or number of copies. */
  follow(frames: number, copies: number): void {
    this.#frames = frames;
    if (copies !== this.#copies) {
      this.#copies = copies;
      this.#play(Number.MAX_SAFE_INTEGER);
    }
    if (this.#open) this.listener.useRtp(frames, this);
  }

  take(packet: SoundPacket): void {
    if (packet.codec !== 'opus') {
      this.listener.webSocket.take(packet);
      return;
    }
    if (packet.frames !== this.#stream.frames) {
      this.#deps.streams.leave(this.#stream);
      this.#stream = this.#deps.streams.use(this.listener.mix, packet.frames);
      this.#joined = false;
    }
    // Who shares the stream may be ahead: the media process sends this session again what it had no part in.
    if (!this.#joined) this.#play(packet.first);
    this.#joined = true;
    this.#stream.send(packet, this.#deps.link);
    this.#map(packet);
  }

  /** To be called regularly. True if the WebSocket's other end is gone, and so the listener. */
  stuck(sinceMs: number): boolean {
    const unsent = this.listener.webSocket.unsentBytes();
    this.#stuckMs = unsent > 0 && unsent >= this.#unsent ? this.#stuckMs + sinceMs : 0;
    this.#unsent = unsent;
    return this.#stuckMs > STUCK_MS;
  }

  /** Ends the session: sound goes on over the WebSocket. Without a reason the page is not informed. */
  end(reason?: SignalReason, again = true): void {
    this.#deps.streams.leave(this.#stream);
    this.#deps.link.say({ type: 'close', session: this.number });
    if (this.#open) this.listener.useWebSocket();
    this.#open = false;
    if (reason !== undefined) this.listener.signal({ type: 'closed', reason, again });
  }

  #play(from: number): void {
    this.#deps.link.say({
      type: 'play',
      session: this.number,
      stream: this.#stream.number,
      copies: this.#copies,
      from,
    });
  }

  #map({ epoch, frames, flags, first, captureMs }: SoundPacket): void {
    const mapped = this.#mapped;
    const nowMs = monotonicMs();
    const same = mapped.epoch === epoch && mapped.frames === frames && mapped.flags === flags;
    if (same && nowMs - mapped.atMs < MAP_EVERY_MS) return;
    this.#mapped = { epoch, frames, flags, atMs: nowMs };
    this.listener.signal({ type: 'map', epoch, rtp: first >>> 0, first, captureMs, frames, flags });
  }
}
