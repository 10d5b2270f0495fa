/**
 * Web listeners: `ws://…/audio?device&token[&codec][&frames][&adapt][&mix]`. Stream worker only. It asks the main
 * thread whether to let a listener in, and serves each listener from its bus. A device's newer connection replaces its
 * older one (close code 4409). Joins and departures are reported to the main thread.
 */
import { monotonicMs } from '../../../base/clock.js';
import { errorReply } from '../../../net/json-reply.js';
import type { SendRow } from '../../../net/send-row.js';
import type {
  HttpReply,
  HttpRequest,
  SocketServer,
  UpgradeAnswer,
  WebSocketConnection,
} from '../../../net/socket-server.js';
import type { ListenerEvent, ListenerStats, Refusal, WebGrant } from '../../engine-api.js';
import { BusReader } from '../bus-reader.js';
import { parseReport, REPORT_BYTES } from '../client-report.js';
import type { ListenerPlan } from '../sound-form.js';
import { type AudioQuery, parseAudioQuery } from './audio-query.js';
import { WebListener, type WebListenerData, type WebListenerDeps } from './web-listener.js';

export type WebAnswer = Refusal | (WebGrant & { readonly bus: number });
export type LeftReason = Extract<ListenerEvent, { type: 'left' }>['reason'];

/** What the web server needs from the rest of the worker. */
export interface WebServerDeps {
  readonly memory: WebAssembly.Memory;
  readonly listener: WebListenerDeps;
  /** Undefined without the addon. */
  readonly row: SendRow | undefined;
  askWeb(query: AudioQuery, address: string): Promise<WebAnswer>;
  /** Handles what a page says about WebRTC; false if it is nothing. */
  signal(listener: WebListener, value: unknown, nowMs: number): boolean;
  /** The box chose for a listener. */
  planned(listener: WebListener): void;
  /** A listener is gone. */
  left(listener: WebListener): void;
  event(event: ListenerEvent): void;
  /** A listener joined or can take packets again: check whether a packet is due. */
  wake(): void;
}

type Connection = WebSocketConnection<WebListenerData>;
/** A page that found no place, or no room in the air. It is closed at once with a code that says so. */
interface NoPlace {
  readonly full: readonly [code: number, reason: string];
}
type Arrival = WebSocketConnection<WebListenerData | NoPlace>;

const seated = (arrival: Arrival): arrival is Connection => !('full' in arrival.data);

/** All places were taken before this listener came, or a device with a better claim took its place. */
const CLOSE_FULL = 4503;
/** How a refused page is closed, by the code of the refusal. A reason has at most 123 bytes. */
const NO_PLACE: Readonly<Record<string, NoPlace['full']>> = {
  'box-full': [CLOSE_FULL, 'all places are taken; try again when somebody has left'],
  'air-full': [4504, 'the radio has no room now; try again when somebody has left'],
  'air-full-safe': [4505, 'the radio has no room now; try again when somebody has left, or with frames=960'],
};

export class WebAudioServer {
  readonly #deps: WebServerDeps;
  readonly #listeners = new Map<string, WebListener>();
  /** Why the box closes a connection, kept until its close event. */
  readonly #reasons = new WeakMap<Connection, LeftReason>();

  /** Buses whose listeners were displaced before they connected. */
  readonly #unwanted = new Set<number>();

  constructor(deps: WebServerDeps) {
    this.#deps = deps;
  }

  /** Serves the audio path on another port. */
  attach(server: SocketServer): void {
    server.http((request) => plainAnswer(request, this.#deps.listener.clock.sampleRate));
    server.websocket<WebListenerData | NoPlace>({
      path: '/audio',
      maxPayload: REPORT_BYTES,
      upgrade: (request) => this.#upgrade(request),
      abandoned: (data) => {
        if (!('full' in data)) data.bus.leave();
      },
      open: (arrival) => {
        if (seated(arrival)) this.#open(arrival);
        else arrival.end(...(arrival.data as NoPlace).full);
      },
      message: (arrival, message, isBinary) => {
        if (seated(arrival)) this.#message(arrival, message, isBinary);
      },
      drain: (arrival) => {
        if (seated(arrival)) this.#drained(arrival);
      },
      close: (arrival) => {
        if (seated(arrival)) this.#closed(arrival);
      },
    });
  }

  /** Earliest position at which a packet is due; Infinity without listeners. */
  get dueAt(): number {
    let due = Number.POSITIVE_INFINITY;
    for (const listener of this.#listeners.values()) due = Math.min(due, listener.dueAt);
    return due;
  }

  /** Serves every listener. Packets that are due together leave together, one of each listener at a time. */
  pump(nowMs: number): void {
    for (const listener of this.#listeners.values()) this.#serve(listener, nowMs);
    for (let more = true; more; ) {
      this.#deps.row?.flush();
      more = false;
      const sentMs = monotonicMs();
      for (const listener of this.#listeners.values()) if (listener.settle(sentMs)) more = true;
    }
  }

  /** The box chose codec, frames and copies for a device's listener. */
  follow(device: string, plan: ListenerPlan): void {
    const listener = this.#listeners.get(device);
    if (listener === undefined) return;
    listener.follow(plan);
    this.#deps.planned(listener);
  }

  /** Called when the stream restarts. */
  restart(): void {
    for (const listener of this.#listeners.values()) listener.restart();
  }

  keepAlive(reason: string): void {
    for (const listener of this.#listeners.values()) listener.keepAlive(reason);
  }

  disconnect(device: string): void {
    const listener = this.#listeners.get(device);
    if (listener !== undefined) this.#end(listener, 'kicked', 4403, 'disconnected by the engineer');
  }

  /**
   * Called when an answer arrives: its bus now belongs to a new listener, so an earlier displacement no longer applies.
   */
  granted(answer: WebAnswer): void {
    if (answer.ok) this.#unwanted.delete(answer.bus);
  }

  /**
   * All places are taken, and a device with a better claim gets this listener's.
   * The listener may not have connected yet.
   */
  displace(device: string, bus: number | undefined): void {
    const listener = this.#listeners.get(device);
    if (listener !== undefined && listener.connection.data.bus.bus === bus) this.#displace(listener);
    else if (bus !== undefined) this.#unwanted.add(bus);
  }

  /** Closes every listener, because the box is stopping. */
  farewell(): void {
    for (const listener of [...this.#listeners.values()]) this.#end(listener, 'closed', 1001, 'the box is stopping');
  }

  stats(nowMs: number): ListenerStats[] {
    return [...this.#listeners.values()].map((listener) => listener.stats(nowMs));
  }

  async #upgrade(request: HttpRequest): Promise<UpgradeAnswer<WebListenerData | NoPlace>> {
    const parsed = parseAudioQuery(request.query, this.#deps.listener.clock.sampleRate);
    if (!parsed.ok) return refusal(parsed);
    const { codec, frames, adapt } = parsed.query;
    const answer = await this.#deps.askWeb(parsed.query, request.remoteAddress);
    // A browser hides the answer to a refused upgrade from the page, but shows it a close code.
    const full = answer.ok ? undefined : NO_PLACE[answer.code];
    if (full !== undefined && request.header('origin') !== '') return { ok: true, data: { full } };
    if (!answer.ok) return refusal(answer);
    const bus = new BusReader(this.#deps.memory, answer.bus);
    const { device, mix } = answer;
    return { ok: true, vouched: true, data: { device, mix, codec, frames, adapt, bus } };
  }

  #open(connection: Connection): void {
    const { device, mix } = connection.data;
    const older = this.#listeners.get(device);
    if (older !== undefined) this.#end(older, 'replaced', 4409, 'replaced by a newer connection of this device');
    const listener = new WebListener(connection, this.#deps.listener, monotonicMs());
    connection.data.listener = listener;
    this.#listeners.set(device, listener);
    if (this.#unwanted.delete(connection.data.bus.bus)) {
      this.#displace(listener);
      return;
    }
    if (this.#deps.row !== undefined) connection.joinRow(this.#deps.row);
    listener.sendConfig();
    this.#deps.event({ type: 'joined', device, mix, kind: 'web', address: connection.remoteAddress });
    this.#deps.wake();
  }

  #message(connection: Connection, message: Buffer, isBinary: boolean): void {
    const { listener } = connection.data;
    const nowMs = monotonicMs();
    if (listener === undefined || !listener.mayText(nowMs)) return;
    const report = isBinary ? undefined : parseReport(message.toString());
    if (report?.signal === undefined) listener.report(report, nowMs);
    else if (!this.#deps.signal(listener, report.signal, nowMs)) listener.report(undefined, nowMs);
  }

  #drained(connection: Connection): void {
    const { listener } = connection.data;
    if (listener === undefined) return;
    this.#serve(listener, monotonicMs());
    for (let more = true; more; ) more = listener.settle(monotonicMs());
    this.#deps.wake();
  }

  #closed(connection: Connection): void {
    const { listener, bus } = connection.data;
    if (listener === undefined) {
      bus.leave();
      return;
    }
    this.#deps.left(listener);
    listener.leave();
    connection.data.listener = undefined;
    const { device } = listener;
    const reason = this.#reasons.get(connection) ?? 'closed';
    if (this.#listeners.get(device) === listener) this.#listeners.delete(device);
    this.#deps.event({ type: 'left', device, kind: 'web', reason });
  }

  #serve(listener: WebListener, nowMs: number): void {
    const fate = listener.pump(nowMs);
    if (fate === 'keep') return;
    const { device } = listener;
    if (fate !== 'close') {
      this.#deps.event({ type: fate, device, kind: 'web' });
      return;
    }
    // A peer that takes nothing would not take a close frame either.
    this.#reasons.set(listener.connection, 'stalled');
    listener.connection.terminate();
  }

  #displace(listener: WebListener): void {
    this.#end(listener, 'displaced', CLOSE_FULL, 'all places are taken; this one goes to a device with a better claim');
  }

  #end(listener: WebListener, reason: LeftReason, code: number, text: string): void {
    this.#reasons.set(listener.connection, reason);
    listener.connection.end(code, text);
  }
}

function refusal(fault: { status: number; code: string; message: string; path?: string }): { ok: false } & HttpReply {
  return { ok: false, ...errorReply(fault.status, fault.code, fault.message, { path: fault.path }) };
}

/** Answers requests to this port that are not WebSocket upgrades. */
function plainAnswer(request: HttpRequest, sampleRate: number): HttpReply {
  if (request.path !== '/audio') return errorReply(404, 'not_found', 'this port serves /audio alone');
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return errorReply(405, 'bad_method', '/audio takes GET, as a WebSocket', { allowed: ['GET', 'HEAD'] });
  const parsed = parseAudioQuery(request.query, sampleRate);
  if (!parsed.ok) return errorReply(parsed.status, parsed.code, parsed.message, { path: parsed.path });
  return errorReply(426, 'websocket_only', 'audio is served over a WebSocket');
}
