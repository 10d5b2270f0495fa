/**
 * What the audio side offers to, and asks of, the rest of the box. Audio imports nothing outside itself: control
 * implements `ListenerAuthority`, the app hands it in. Everything here runs on the main thread unless said otherwise.
 */
import type { FaultSink } from './barrier.js';
import type { ChannelInfo, SourceDescription } from './format.js';
import type { Mix } from './mixer/mix.js';
import type { Standing } from './places.js';

/** Why a web listener was turned away; the HTTP status of the upgrade's answer. */
export interface Refusal {
  readonly ok: false;
  readonly status: 400 | 401 | 403 | 404 | 409 | 503;
  readonly code: string;
  readonly message: string;
}

/** A web listener let in: whose mix it hears. */
export interface WebGrant {
  readonly ok: true;
  /** Device that listens. */
  readonly device: string;
  /** Device whose mix is played (differs from `device` when an engineer listens to somebody else's mix). */
  readonly mix: string;
}

/** The first message of a protocol-2 (or 3) client, already checked for shape. */
export interface NativeHello {
  readonly clientId: string;
  readonly deviceUuid?: string;
  readonly deviceName?: string;
  readonly clientType: string;
  readonly protocolVersion: number;
  readonly userAgent?: string;
  /** Only protocol 3 carries one. */
  readonly token?: string;
  /** Remote address. */
  readonly address: string;
}

/** A native client let in. */
export interface NativeGrant {
  readonly ok: true;
  readonly device: string;
  /** The device was known before this connection. */
  readonly reconnection: boolean;
  /** Its mix was brought back from the store. */
  readonly restored: boolean;
  /** It has shown the token of its device. */
  readonly verified?: boolean;
  /** How good its claim is on what is scarce; a newcomer's where it is not given. */
  readonly standing?: Standing;
  /** Whether its mix was ever set: a first-time device starts with no channel on. */
  readonly mix: Mix;
}

/** A change that a native client asks for, on its own mix. Only named fields change. */
export interface NativeMixChange {
  /** The channels that shall be on; all others go off. */
  readonly channels?: readonly number[];
  readonly gains?: Readonly<Record<number, number>>;
  readonly pans?: Readonly<Record<number, number>>;
  readonly mutes?: Readonly<Record<number, boolean>>;
  readonly master?: number;
}

/**
 * What a client of native protocol 3 says to control and hears from it: MQTT's topics and payloads, carried by its
 * native connection.
 */
export interface NativeControl {
  /** As published to the box; replies come back as they would over MQTT. */
  publish(topic: string, payload: unknown): void;
  /** Filters that this device may not have, and the present state of the topics the others cover. */
  subscribe(filters: readonly string[]): {
    readonly refused: readonly string[];
    readonly state: Iterable<readonly [topic: string, payload: unknown]>;
  };
  /** Filters as they were subscribed to; others are ignored. */
  unsubscribe(filters: readonly string[]): void;
  close(): void;
}

/** Who may listen to what. Implemented by control; a stand-in that lets everybody in serves the audio tests. */
export interface ListenerAuthority {
  authorizeWeb(request: { device: string; token: string; mix?: string; address: string }): Promise<WebGrant | Refusal>;
  authorizeNative(hello: NativeHello): Promise<NativeGrant | Refusal>;
  /** Applies a native client's change; the answer is the mix after it. Durable before it resolves. */
  changeNativeMix(device: string, change: NativeMixChange): Promise<{ ok: true; mix: Mix } | Refusal>;
  /** The present mix of a device, when the engine needs it (a listener joins). */
  mixOf(device: string): Mix | undefined;
  /** How good a device's claim on a place is, when places are scarce; without it all are newcomers. */
  standingOf?(device: string): Standing;
  /** How many clients are connected to the box, for `heartbeat_response`. */
  clientsConnected(): number;
  /** For a client of protocol 3 that was let in; `say` is called with what it subscribed to, and its replies. */
  openControl?(device: string, say: (topic: string, payload: unknown) => void): NativeControl;
}

/** One live listener, as `/api/health` shows it. */
export interface ListenerStats {
  readonly device: string;
  readonly mix: string;
  readonly kind: 'web' | 'native';
  /** Frames per packet. */
  readonly frames: number;
  readonly sent: number;
  readonly dropped: number;
  /** Age of the oldest unsent packet, ms. */
  readonly queueAgeMs: number;
  readonly stalled: boolean;
  /** Monotonic ms since this listener joined. */
  readonly forMs: number;
  /** The last report of the client itself (fill, target, underruns …), as it was sent. */
  readonly report?: Readonly<Record<string, unknown>>;
}

/** Count and percentiles of one stage, microseconds. */
export interface StageLatency {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Counters of the audio side. */
export interface EngineStats {
  readonly sourceState: 'closed' | 'prepared' | 'running' | 'xrun' | 'gone';
  /** Why the source is gone or could not be opened, for people. */
  readonly sourceMessage?: string;
  readonly periods: number;
  /** Periods the mixer could not take in time (the ring lapped it). */
  readonly lostPeriods: number;
  readonly xruns: number;
  /** By stage; what each spans is said in `histogram.ts`. */
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
  /** The stream worker did not answer in time: `listeners` are those it told of last. */
  readonly late: boolean;
}

/** Counts that only rise while their threads' loops turn; they wrap. */
export interface EngineProgress {
  /** Of the audio worker's loop, whether or not a source plays. */
  readonly mixer: number;
  /** A source is mixed: `periods` rises. */
  readonly mixing: boolean;
  /** A source is opened or closed, which may keep the audio worker waiting for a device or a disk. */
  readonly changingSource: boolean;
  readonly stream: number;
  /** Periods mixed. */
  readonly periods: number;
}

/** Input levels since the last read, linear 0…; index = channel. */
export interface InputMeters {
  readonly peak: readonly number[];
  readonly rms: readonly number[];
}

/**
 * What a warning is about: `crowd`, that places of sound were taken from some and given to others; `audio`,
 * everything else.
 */
export type WarningKind = 'audio' | 'crowd';

/** A listener came, went, or stopped taking packets. */
export type ListenerEvent =
  | {
      type: 'joined';
      device: string;
      mix: string;
      kind: 'web' | 'native';
      address: string;
      /** Of a native client that mixes by itself (protocol 2) and therefore has to be told its mix. */
      mixesItself?: boolean;
    }
  | {
      type: 'left';
      device: string;
      kind: 'web' | 'native';
      /** `displaced`: made room, when all places were taken, for somebody with a better claim. */
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
  /** The audio WebSocket is served over TLS too, on a port of its own. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string; readonly port: number };
  /** Limiter's ceiling in dBFS (sample peak). */
  readonly limiterCeilingDb: number;
  /** SCHED_FIFO priority of the capture thread, 0 = leave as is. */
  readonly realtimePriority: number;
  /** CPU for the capture thread, −1 = any. */
  readonly captureCpu: number;
  readonly lockMemory: boolean;
  readonly boxVersion: string;
  /** Further names by which the audio port may be called, as `setHostNames`. */
  readonly hostNames?: readonly string[];
  /** Hears of messages between threads whose handling failed. Warnings where absent. */
  readonly onFault?: FaultSink;
  /** A worker died unasked, once: the process has to end. Thrown where absent. */
  readonly onDeath?: (error: Error) => void;
}

/** The running audio side: capture, mixer, stream. */
export interface Engine {
  readonly source: SourceDescription;
  readonly channels: readonly ChannelInfo[];
  /** Real ports, after `0` was replaced. */
  readonly audioPort: number;
  readonly nativePort: number;
  readonly tlsAudioPort?: number;
  /** Stream epoch, u16: changes when the stream restarts. */
  readonly epoch: number;
  /** A mix changed: ramps every bus that plays it, and tells the native client that owns it unless `fromNative`. */
  setMix(device: string, mix: Mix, options?: { fromNative?: boolean }): void;
  /** Closes the device's audio connections (web and native). */
  disconnect(device: string): void;
  meters(): InputMeters;
  /**
   * Level of a device's bus after the limiter since last read: linear peaks, and the largest gain reduction in dB (≥
   * 0).
   */
  busMeters(): ReadonlyMap<string, { peakL: number; peakR: number; reductionDb: number }>;
  stats(): Promise<EngineStats>;
  /** How far the threads are. Never waits. */
  progress(): EngineProgress;
  /**
   * The main thread's loop turns. From the first call on the stream worker ends the process when none came for 10 s.
   */
  showMainProgress(): void;
  /** Changes the source while running: a new epoch, every listener keeps its connection. */
  switchSource(source: SourceDescription): Promise<void>;
  /** Names by which the audio port may be called, beside addresses and the computer's own. */
  setHostNames(names: readonly string[]): void;
  on(listener: (event: ListenerEvent) => void): void;
  /** Warnings for the log and the engineer (degraded settings), one line each. */
  onWarning(listener: (line: string, kind: WarningKind) => void): void;
  /** Within 1 s. */
  stop(): Promise<void>;
}
