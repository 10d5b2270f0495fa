/**
 * Sound by WebRTC instead of the WebSocket: asks the box for a session, and answers its offer. Frames of RTP go to the
 * connection's worker before the browser's own player sees them. A browser that does not hand them out gets the same
 * packets by a data channel. Works on plain http. Main thread.
 */
import type { SignalWay } from '../../../wire/signal.js';
import type { FrameStreams } from '../worker/rtp-frames.js';

/** What the box may send of signalling. */
type Signal = Readonly<Record<string, unknown>>;

/** Globals that the DOM library does not describe everywhere. */
interface TransformGlobals {
  readonly RTCRtpScriptTransform?: new (worker: Worker, options?: unknown) => unknown;
  readonly RTCPeerConnection?: typeof RTCPeerConnection;
  readonly RTCDataChannel?: unknown;
  readonly RTCRtpReceiver?: { readonly prototype: object };
}

/** The older way to received frames, of Chromium before 141. */
interface OldReceiver {
  createEncodedStreams(): FrameStreams;
}

export interface SessionDeps {
  readonly worker: Worker;
  /** Gives the worker frames that this browser hands to the page. */
  readonly hand: (streams: FrameStreams) => void;
  /** Gives the worker an RTP packet that came by the data channel. */
  readonly packet: (data: ArrayBuffer) => void;
  /** Whether the worker gives the frames to the browser's own player, too. */
  readonly pass: (on: boolean) => void;
  /** Sends a text to the box. */
  readonly send: (text: string) => void;
  /** A session was offered; the worker must know before its packets come. */
  readonly begins: (copies: number) => void;
}

/** Frames of a packet, and how often each comes again, that the page asks for. The box may give others. */
const WANTED = { frames: 240, copies: 2 } as const;
/** Pauses before a session is asked for again, ms. */
const AGAIN_MS = { first: 1000, longest: 15_000 } as const;
/** A session that lasted for this long was worth its making, ms. */
const LASTED_MS = 5000;

/** The box's last packets may come after its message that it has closed the session, ms. */
const LINGER_MS = 200;

/** By RTP where this browser hands out received frames, else by a data channel; undefined if it has no WebRTC. */
export function sessionWay(): SignalWay | undefined {
  const { RTCRtpScriptTransform, RTCPeerConnection, RTCDataChannel } = globalThis as TransformGlobals;
  if (RTCPeerConnection === undefined) return undefined;
  if (RTCRtpScriptTransform !== undefined || isOld()) return 'rtp';
  return RTCDataChannel === undefined ? undefined : 'datachannel';
}

function isOld(): boolean {
  const { RTCRtpScriptTransform, RTCRtpReceiver } = globalThis as TransformGlobals;
  return RTCRtpScriptTransform === undefined && 'createEncodedStreams' in (RTCRtpReceiver?.prototype ?? {});
}

export class RtcSession {
  readonly #way: SignalWay;
  readonly #deps: SessionDeps;
  #peer: RTCPeerConnection | undefined;
  /** The browser's own player: it plays on where the page may not. */
  #element: HTMLAudioElement | undefined;
  /** The browser's own player puts out sound. */
  #sounds = false;
  #passing = false;
  /** When the box opened the session, by `performance.now()`; undefined while it is not open. */
  #openedMs: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pauseMs: number = AGAIN_MS.first;

  constructor(way: SignalWay, deps: SessionDeps) {
    this.#way = way;
    this.#deps = deps;
  }

  /** The WebSocket is open: asks for a session. */
  want(): void {
    this.end();
    this.#ask();
  }

  /** Takes what the box signals. */
  take(signal: Signal): void {
    if (signal.type === 'offer') {
      void this.#answer(signal);
    } else if (signal.type === 'open') {
      this.#openedMs = performance.now();
    } else if (signal.type === 'closed') {
      if (performance.now() - (this.#openedMs ?? Number.NaN) > LASTED_MS) this.#pauseMs = AGAIN_MS.first;
      this.#drop(LINGER_MS);
      if (signal.again === true) this.#later();
    }
  }

  /**
   * Lets the browser's own player play the same stream, or no longer. To be called again and again while it shall play:
   * the session may change, and the browser may refuse.
   * @returns whether it puts out sound now
   */
  playElsewhere(on: boolean): boolean {
    const passing = on && this.#openedMs !== undefined && this.#way === 'rtp';
    if (passing !== this.#passing) this.#deps.pass(passing);
    this.#passing = passing;
    if (!passing) this.#element?.pause();
    else if (this.#element?.paused) this.#element.play().catch(() => undefined);
    return passing && this.#sounds;
  }

  /** The WebSocket is gone, and the session with it. */
  end(): void {
    clearTimeout(this.#timer);
    this.#drop();
  }

  #ask(): void {
    this.#signal({ type: 'want', ...WANTED, way: this.#way });
  }

  #signal(signal: object): void {
    this.#deps.send(JSON.stringify({ signal }));
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), this.#pauseMs);
    this.#pauseMs = Math.min(AGAIN_MS.longest, 2 * this.#pauseMs);
  }

  #drop(lingerMs = 0): void {
    const peer = this.#peer;
    if (peer !== undefined && lingerMs > 0) setTimeout(() => peer.close(), lingerMs);
    else peer?.close();
    this.#peer = undefined;
    this.#openedMs = undefined;
    this.#element?.pause();
    if (this.#element) this.#element.srcObject = null;
    this.#sounds = false;
  }

  async #answer({ sdp, copies }: Signal): Promise<void> {
    this.#drop();
    const old = isOld();
    const options = old ? { encodedInsertableStreams: true } : {};
    const peer = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle', ...options });
    this.#peer = peer;
    this.#deps.begins(Number(copies) || 0);
    // Set at once: otherwise the first frames go to the browser's own player.
    peer.ontrack = ({ receiver, track }) => this.#divert(receiver, track, old);
    peer.ondatachannel = ({ channel }) => this.#relay(channel);
    try {
      await peer.setRemoteDescription({ type: 'offer', sdp: String(sdp) });
      const answer = await peer.createAnswer();
      // Without it the browser's own player would decode one side only.
      const stereo = answer.sdp?.replace(/(a=fmtp:111 [^\r\n]*)/, '$1;stereo=1;sprop-stereo=1');
      await peer.setLocalDescription({ type: 'answer', sdp: stereo });
      if (this.#peer === peer) this.#signal({ type: 'answer', sdp: peer.localDescription?.sdp ?? stereo });
    } catch {
      // Another session may have taken its place meanwhile.
      if (this.#peer !== peer) return;
      this.#drop();
      this.#signal({ type: 'close' });
    }
  }

  #divert(receiver: RTCRtpReceiver, track: MediaStreamTrack, old: boolean): void {
    const { RTCRtpScriptTransform } = globalThis as TransformGlobals;
    this.#element ??= this.#newElement();
    this.#element.srcObject = new MediaStream([track]);
    if (old) this.#deps.hand((receiver as unknown as OldReceiver).createEncodedStreams());
    else Object.assign(receiver, { transform: new RTCRtpScriptTransform!(this.#deps.worker, {}) });
  }

  #relay(channel: RTCDataChannel): void {
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) this.#deps.packet(data);
    };
  }

  #newElement(): HTMLAudioElement {
    const element = new Audio();
    element.addEventListener('playing', () => {
      this.#sounds = true;
    });
    element.addEventListener('pause', () => {
      this.#sounds = false;
    });
    return element;
  }
}
