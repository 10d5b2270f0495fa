/**
 * The interface between the audio side and the rest of the box. Audio imports nothing outside its own
 * folder. Control implements `ListenerAuthority`, and the app passes it in. Everything here runs on the main
 * thread unless a comment says otherwise.
 */
import type { FaultSink } from '../base/barrier.js';
import type { Standing } from '../base/places.js';
import type { ListenerHealth } from '../wire/answers.js';
import type { Mix } from '../wire/mix.js';
import type { StripSettings } from '../wire/strip.js';
import type { ChannelInfo, SourceDescription } from './format.js';
import type { InputMeters, InputReductions } from './input-meters.js';
import type { StripInput } from './mixer/strip-plan.js';
import type { MediaFigures } from './stream/media/media-link.js';
import type { OpusFigures } from './stream/opus/encoder-pool.js';
import type { ListenerPlan } from './stream/sound-form.js';

/** Why a web listener was refused. `status` is the HTTP status of the answer to the upgrade request. */
export interface Refusal {
  readonly ok: false;
  readonly status: 400 | 401 | 403 | 404 | 409 | 503;
  readonly code: string;
  readonly message: string;
}

/** A web listener that was let in. */
export interface WebGrant {
  readonly ok: true;
  /** The listening device. */
  readonly device: string;
  /** Device whose mix is played. It differs from `device` when an engineer listens to somebody else's mix. */
  readonly mix: string;
}

/** The form in which a listener's sound begins. */
interface AskedSound {
  readonly transport: 'websocket' | 'tcp' | 'udp';
  readonly codec: 'pcm' | 'opus';
  /** Frames per packet. */
  readonly frames: number;
  readonly copies: number;
  /** The box may choose codec, frames and copies. */
  readonly adapt: boolean;
}

/** The first message of a client of native protocol 2 or 3. Its shape has been checked. */
export interface NativeHello {
  readonly clientId: string;
  readonly deviceUuid?: string;
  readonly deviceName?: string;
  readonly clientType: string;
  readonly protocolVersion: number;
  readonly userAgent?: string;
  /** Protocol 3 only. */
  readonly token?: string;
  readonly address: string;
  /** How its sound begins. Protocol 3 only. */
  readonly sound?: AskedSound;
}

/** A native client let in. */
export interface NativeGrant {
  readonly ok: true;
  readonly device: string;
  /** The device was known before this connection. */
  readonly reconnection: boolean;
  /** Its mix was restored from the store. */
  readonly restored: boolean;
  /** The client showed the token of its device. */
  readonly verified?: boolean;
  /** How good its claim on scarce resources is. If absent, it counts as a newcomer. */
  readonly standing?: Standing;
  /** The mix that the device plays. */
  readonly mix: Mix;
}

/** A change that a native client requests to its own mix. Fields that are absent stay as they are. */
export interface NativeMixChange {
  /** The channels to switch on; all others are switched off. */
  readonly channels?: readonly number[];
  readonly gains?: Readonly<Record<number, number>>;
  readonly pans?: Readonly<Record<number, number>>;
  readonly mutes?: Readonly<Record<number, boolean>>;
  readonly master?: number;
}

/**
 * What a client of native protocol 3 exchanges with control: MQTT topics and
 * payloads, carried by its native connection.
 */
export interface NativeControl {
  /** Handles a message as if it came over MQTT. Replies come back through `say`. */
  publish(topic: string, payload: unknown): void;
  /**
   * Subscribes to filters. Returns the filters this device may not have, and the present state of the
   * topics that the accepted filters cover.
   */
  subscribe(filters: readonly string[]): {
    readonly refused: readonly string[];
    readonly state: Iterable<readonly [topic: string, payload: unknown]>;
  };
  /** Ends subscriptions. Filters that were never subscribed to are ignored. */
  unsubscribe(filters: readonly string[]): void;
  close(): void;
}

/** A listener that asks for a share of the air. */
export interface AirAsking extends AskedSound {
  readonly kind: 'web' | 'native';
  readonly device: string;
  readonly address: string;
}

/** Room in the air once `displaced` are gone, or the refusal. */
export type AirRoom =
  | { readonly ok: true; readonly displaced: readonly { readonly kind: 'web' | 'native'; readonly device: string }[] }
  | Refusal;

/** Decides who may listen to what. Control implements it; audio tests use a stand-in that lets everybody in. */
export interface ListenerAuthority {
  authorizeWeb(request: { device: string; token: string; mix?: string; address: string }): Promise<WebGrant | Refusal>;
  authorizeNative(hello: NativeHello): Promise<NativeGrant | Refusal>;
  /**
   * Applies a native client's change and returns the mix after it. The change is durable before the promise resolves.
   */
  changeNativeMix(device: string, change: NativeMixChange): Promise<{ ok: true; mix: Mix } | Refusal>;
  /** The present mix of a device. The engine asks when a listener joins. */
  mixOf(device: string): Mix | undefined;
  /** How good a device's claim on a place is, used when places are scarce. If absent, every device is a newcomer. */
  standingOf?(device: string): Standing;
  /** Whether the radio has room for a listener that was let in. If absent, there is always room. */
  roomInAir?(asking: AirAsking): AirRoom;
  /** How many clients are connected to the box, for `heartbeat_response`. */
  clientsConnected(): number;
  /** Opens control for a client of protocol 3 that was let in. `say` receives its replies and what it subscribed to. */
  openControl?(device: string, say: (topic: string, payload: unknown) => void): NativeControl;
}

/** One live listener, as `/api/health` shows it to an engineer. */
export interface ListenerStats extends ListenerHealth {
  readonly device: string;
  readonly mix: string;
}

/** Count and percentiles of one stage, in microseconds. */
export interface StageLatency {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Counters of the audio side. */
export interface EngineStats {
  readonly sourceState: 'closed' | 'prepared' | 'running' | 'xrun' | 'gone';
  /** Why the source is gone or could not be opened, in words for people. */
  readonly sourceMessage?: string;
  readonly periods: number;
  /** Periods the mixer could not take in time, because the ring lapped it. */
  readonly lostPeriods: number;
  readonly xruns: number;
  /** By stage; `histogram.ts` says what each stage spans. */
  readonly latency: {
    readonly captureToMix: StageLatency;
    readonly mix: StageLatency;
    readonly mixToSocket: StageLatency;
    readonly captureToSocket: StageLatency;
    readonly nativeConnect: StageLatency;
    readonly nativeRestore: StageLatency;
    readonly nativeDisconnect: StageLatency;
  };
  /** Every live listener, web and native. */
  readonly listeners: readonly ListenerStats[];
  /** Undefined before the stream worker's first answer. */
  readonly opus: OpusFigures | undefined;
  /** Sound by WebRTC. Undefined before the stream worker's first answer. */
  readonly media: MediaFigures | undefined;
  /** The stream worker did not answer in time: `listeners` comes from its last answer. */
  readonly late: boolean;
}

/** Counters that rise only while their thread's loop runs. They wrap. */
export interface EngineProgress {
  /** The audio worker's loop; it rises whether or not a source plays. */
  readonly mixer: number;
  /** A source is being mixed: `periods` rises. */
  readonly mixing: boolean;
  /** A source is being opened or closed. The audio worker may wait for a device or a disk. */
  readonly changingSource: boolean;
  readonly stream: number;
  readonly periods: number;
}

/**
 * The subject of a warning. `crowd`: places of sound were taken from some devices and
 * given to others. `audio`: everything else.
 */
export type WarningKind = 'audio' | 'crowd';

/** A listener joined, left, stopped taking packets, or takes them again. */
export type ListenerEvent =
  | {
      type: 'joined';
      device: string;
      mix: string;
      kind: 'web' | 'native';
      address: string;
      /** A native client that mixes by itself (protocol 2), so the engine sends it its mix. */
      mixesItself?: boolean;
    }
  | {
      type: 'left';
      device: string;
      kind: 'web' | 'native';
      /** `displaced`: all places were taken, and a device with a better claim got this one. */
      reason: 'closed' | 'replaced' | 'stalled' | 'kicked' | 'displaced' | 'error';
    }
  | { type: 'stalled'; device: string; kind: 'web' | 'native' }
  | { type: 'recovered'; device: string; kind: 'web' | 'native' };

/** Settings of the audio side; the defaults are in the app's settings table. */
export interface EngineOptions {
  readonly source: SourceDescription;
  readonly periodFrames: number;
  readonly host: string;
  readonly audioPort: number;
  readonly nativePort: number;
  /** UDP port of sound over WebRTC; 0 (default) picks a free one. */
  readonly mediaPort?: number;
  /** If present, the audio WebSocket is also served over TLS, on its own port. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string; readonly port: number };
  /** Ceiling of the limiter in dBFS (sample peak). */
  readonly limiterCeilingDb: number;
  /** SCHED_FIFO priority of the capture thread; 0 leaves it as it is. */
  readonly realtimePriority: number;
  /** CPU of the capture thread; −1 = any. */
  readonly captureCpu: number;
  readonly lockMemory: boolean;
  readonly boxVersion: string;
  /** Further names under which clients may address the audio port, as in `setHostNames`. */
  readonly hostNames?: readonly string[];
  /** Receives failures of handlers of messages between threads. If absent, they become warnings. */
  readonly onFault?: FaultSink;
  /** Called once when a worker died unexpectedly: the process must end. If absent, the error is thrown. */
  readonly onDeath?: (error: Error) => void;
}

/** The running audio side: capture, mixer, stream. */
export interface Engine {
  readonly source: SourceDescription;
  readonly channels: readonly ChannelInfo[];
  /** The real ports, also where the setting was 0. */
  readonly audioPort: number;
  readonly nativePort: number;
  readonly tlsAudioPort?: number;
  /** Stream epoch, u16: changes when the stream restarts. */
  readonly epoch: number;
  /**
   * Applies a changed mix: every bus that plays it ramps to the new gains. Sends it to the native
   * client that owns it, unless `fromNative`.
   */
  setMix(device: string, mix: Mix, options?: { fromNative?: boolean }): void;
  /**
   * Changes the strip of one input, in every mix and in raw channels. Its sound follows in 20 ms. `input`: its trim
   * and its stereo partner; absent: neither.
   */
  setStrip(channel: number, strip: StripSettings, input?: StripInput): void;
  /**
   * Codec, frames and copies for the listeners of this device that let the box choose (`adapt` in their figures). They
   * change while they play, without a gap. Others stay as they asked, and so does a listener that comes later. Throws
   * a `CodedError` (`bad-plan`) for a plan that is not allowed. Without Opus, or at another rate than 48 kHz, PCM of
   * the same length is sent.
   */
  setListenerPlan(device: string, plan: ListenerPlan): void;
  /**
   * A media process listens on the Unix socket at `path`: from now on sound can go by WebRTC too. Undefined: it is
   * being started, and pages that ask for a session may ask again.
   */
  useMedia(path: string | undefined): void;
  /** Closes the device's audio connections (web and native). */
  disconnect(device: string): void;
  meters(): InputMeters;
  reductions(): InputReductions;
  /** Bus levels after the limiter since the last read, by listening device: linear peaks, largest reduction in dB. */
  busMeters(): ReadonlyMap<string, { peakL: number; peakR: number; reductionDb: number }>;
  stats(): Promise<EngineStats>;
  /** The progress counters of the threads. Never waits. */
  progress(): EngineProgress;
  /** The main thread's loop runs. From the first call on, the stream worker ends the process after 10 s without. */
  showMainProgress(): void;
  /** Changes the source while running: the epoch changes, and every listener keeps its connection. */
  switchSource(source: SourceDescription): Promise<void>;
  /** Names under which clients may address the audio port, besides addresses and the computer's own names. */
  setHostNames(names: readonly string[]): void;
  on(listener: (event: ListenerEvent) => void): void;
  /** Warnings for the log and the engineer (such as degraded settings), one line each. */
  onWarning(listener: (line: string, kind: WarningKind) => void): void;
  /** Stops everything within 1 s. */
  stop(): Promise<void>;
}
