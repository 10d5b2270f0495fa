/** What control needs from the app, and what it offers. Pure: types only. */

import type { ListenerAuthority } from '../audio/engine-api.js';
import type { ChannelInfo } from '../audio/format.js';
import type { FaultSink } from '../base/barrier.js';
import type { ConnectionLimit } from '../net/connection-limit.js';
import type { HttpReply, HttpRequest, SocketServer } from '../net/socket-server.js';
import type { NoteCode } from '../wire/note-codes.js';
import type { SongStep } from './band/setlist.js';
import type { ApiRoute } from './http/api.js';
import type { SocketProbe } from './mqtt/tcp-silence.js';
import type { EngineHooks } from './publish/audio-side.js';
import type { SourceNow, TlsPorts } from './publish/box-now.js';
import type { Clocks } from './state/box-clock.js';
import type { Opened } from './store/recovery.js';

export interface ControlOptions {
  /** The only folder that control writes to. */
  readonly dataDir: string;
  /** The store of that folder, if its opening has begun already. */
  readonly opening?: Promise<Opened>;
  readonly host: string;
  /** 0 picks a free port. */
  readonly mqttPort: number;
  /** The inputs, as the source names them. */
  readonly channels: readonly ChannelInfo[];
  /** Hertz. */
  readonly sampleRate: number;
  readonly periodFrames: number;
  readonly sourceLabel: string;
  /** The setting that names the source; each has mixes of its own. */
  readonly sourceSpec: string;
  readonly boxName: string;
  readonly boxVersion: string;
  /** Six digits. Without it the box makes a PIN and keeps it in the data folder. */
  readonly engineerPin?: string;
  /** Path of the audio WebSocket. */
  readonly audioPath: string;
  /** The page's server, which also serves `/mqtt`. Absent in tests that use TCP alone. */
  readonly server?: SocketServer;
  /** Finds silent MQTT clients over TCP; the addon provides it. Without it only MQTT's keep-alive finds them. */
  readonly probe?: SocketProbe;
  /** The connection limit of this thread, which MQTT over TCP shares. */
  readonly connections?: ConnectionLimit;
  /** Whether native clients without a token may connect. */
  readonly allowUnverified?: boolean;
  /** How long a change may be on its way to disk before its reply says `durable:false`, ms. */
  readonly slowMs?: number;
  readonly retryMs?: number;
  readonly backupEveryMs?: number;
  /** Called when the data folder was removed while the box ran, and has been made again. */
  readonly onFolderMadeAnew?: () => void;
  /** Notes from before control started, shown to engineers: code and line. */
  readonly notes?: readonly [code: NoteCode, message: string][];
  /** The machine's clocks; tests bring their own. */
  readonly clocks?: Clocks;
  /** Writes one line to the log. */
  readonly log?: (line: string) => void;
}

export interface Control {
  readonly authority: ListenerAuthority;
  readonly engineerPin: string;
  readonly serial: string;
  /** The MQTT port in use. */
  readonly mqttPort: number;
  /** The number of devices that the store had at the start. */
  readonly restored: { readonly devices: number };
  /** Answers everything under `/api`, and the routes that were added; undefined for other paths. Never throws. */
  http(request: HttpRequest): Promise<HttpReply | undefined>;
  /**
   * Waits for this client's turn, for requests that `http` does not answer. Resolves to undefined when the request may
   * go on, or to the refusal if too many of this client's requests wait.
   */
  turn(request: HttpRequest): Promise<HttpReply | undefined>;
  /** Adds routes of other parts. They get the same checks and turns as control's own. */
  addRoutes(routes: readonly ApiRoute[]): void;
  attachEngine(engine: EngineHooks): void;
  /** Takes over a new source with other channels. */
  setSource(source: SourceNow): void;
  /** Whether the mixes of this source are kept, and come back with it; `spec` as in the settings. */
  keepsMixesOf(spec: string): boolean;
  /** Sets whether native clients without a token may connect. If not, those that are connected are disconnected. */
  admitUnverified(admit: boolean): void;
  /** Moves the setlist for a pedal or MIDI; returns why it did not move, in one line. */
  stepSong(step: SongStep, by: string): string | undefined;
  /** Counts and logs what a barrier caught; the count is `control.faults` in `/api/health`. */
  readonly onFault: FaultSink;
  /** Counters for `/api/health` and `/metrics`. */
  stats(): Record<string, unknown>;
  /** Serves `/mqtt` on one more server of the page (TLS). */
  serve(server: SocketServer): void;
  /** Records something the engineer should know: in the log, and in the notes of `sb/1/box/status`. */
  note(code: NoteCode, message: string): void;
  /** Sets the ports on which the box listens with TLS; `/api/box` shows them. */
  setTls(ports: TlsPorts): void;
  /** Copies the store now. Resolves to the copy's folder, or to undefined if the copy failed. */
  copyNow(): Promise<string | undefined>;
  /** Saves what is unsaved and closes everything, within one second. */
  stop(): Promise<void>;
}
