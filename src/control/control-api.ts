/** What control asks of the app, and what it gives. Pure: types only. */

import type { FaultSink } from '../audio/barrier.js';
import type { Engine, ListenerAuthority } from '../audio/engine-api.js';
import type { ChannelInfo } from '../audio/format.js';
import type { ConnectionLimit } from '../audio/stream/connection-limit.js';
import type { HttpReply, HttpRequest, SocketServer } from '../audio/stream/socket-server.js';
import type { SourceNow, TlsPorts } from './about-box.js';
import type { Clocks } from './box-clock.js';
import type { SocketProbe } from './broker/tcp-silence.js';
import type { NoteCode } from './note-codes.js';
import type { Opened } from './store/recovery.js';

/** The audio side as control uses it; `Engine` fits. */
export type EngineHooks = Pick<
  Engine,
  'setMix' | 'disconnect' | 'stats' | 'meters' | 'busMeters' | 'on' | 'onWarning' | 'audioPort' | 'nativePort'
>;

export interface ControlOptions {
  /** The only folder written. */
  readonly dataDir: string;
  /** The store of that folder where its opening was begun already. */
  readonly opening?: Promise<Opened>;
  readonly host: string;
  /** 0 picks a free port. */
  readonly mqttPort: number;
  /** As the source names them. */
  readonly channels: readonly ChannelInfo[];
  /** Hertz. */
  readonly sampleRate: number;
  readonly periodFrames: number;
  readonly sourceLabel: string;
  readonly boxName: string;
  readonly boxVersion: string;
  /** 6 digits; without it one is made and kept in the data folder. */
  readonly engineerPin?: string;
  /** Path of the audio WebSocket. */
  readonly audioPath: string;
  /** The page's server: `/mqtt` is served on it. Absent in tests of TCP alone. */
  readonly server?: SocketServer;
  /** Finds silent MQTT clients over TCP; the addon has it. Without it MQTT's keep-alive must. */
  readonly probe?: SocketProbe;
  /** Places of the connections of this thread; MQTT over TCP takes its from there. */
  readonly connections?: ConnectionLimit;
  /** Native clients without a token may come. */
  readonly allowUnverified?: boolean;
  /** How long a change may be on its way to disk before people are told, ms. */
  readonly slowMs?: number;
  readonly retryMs?: number;
  readonly backupEveryMs?: number;
  /** The data folder was taken away while the box ran, and is made anew. */
  readonly onFolderMadeAnew?: () => void;
  /** What was found before: shown to engineers, code and line. */
  readonly notes?: readonly [code: NoteCode, message: string][];
  /** The machine's clocks; others in tests. */
  readonly clocks?: Clocks;
  /** One line for the log. */
  readonly log?: (line: string) => void;
}

export interface Control {
  readonly authority: ListenerAuthority;
  readonly engineerPin: string;
  readonly serial: string;
  /** Real MQTT port. */
  readonly mqttPort: number;
  /** Devices that the store had at the start. */
  readonly restored: { readonly devices: number };
  /** Everything under `/api` but `/api/health`; undefined for other paths. Never throws. */
  http(request: HttpRequest): Promise<HttpReply | undefined>;
  /**
   * The asker's turn, for what others answer: resolves when it may go on, with the refusal to give where too much of
   * theirs waits.
   */
  turn(request: HttpRequest): Promise<HttpReply | undefined>;
  attachEngine(engine: EngineHooks): void;
  /** The source changed: other channels. */
  setSource(source: SourceNow): void;
  /** Whether native clients without a token may come, from now on; where not, those that are here are sent away. */
  admitUnverified(admit: boolean): void;
  /** Whose token an `Authorization` header bears. */
  bearer(authorization: string): { readonly uuid: string; readonly role: string } | undefined;
  /** Counts and logs what a barrier caught; `control.faults` of `/api/health`. */
  readonly onFault: FaultSink;
  /** Counters for `/api/health` and `/metrics`. */
  stats(): Record<string, unknown>;
  /** Another connection of the page's server (TLS) that `/mqtt` shall be served on. */
  serve(server: SocketServer): void;
  /** Something the engineer should know: logged, and among the notes of `sb/1/box/status`. */
  note(code: NoteCode, message: string): void;
  /** Where the box listens with TLS, once it does; told in `/api/box`. */
  setTls(ports: TlsPorts): void;
  /** A copy of the store now; resolves to its folder, undefined where none could be made. */
  copyNow(): Promise<string | undefined>;
  /** Saves what is unsaved and closes everything, within 1 s. */
  stop(): Promise<void>;
}
