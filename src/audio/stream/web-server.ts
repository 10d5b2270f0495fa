/**
 * Web listeners: `ws://…/audio?device&token&frames[&mix]`. Stream worker only. Lets them in by asking the main
 * thread, serves each from its bus, replaces a device's older connection by its newer one (4409), and tells the box
 * who comes and goes.
 */
import { monotonicMs } from '../clock.js';
import type { ListenerEvent, ListenerStats, Refusal, WebGrant } from '../engine-api.js';
import { type AudioQuery, parseAudioQuery } from './audio-query.js';
import { BusReader } from './bus-reader.js';
import { parseReport, REPORT_BYTES } from './client-report.js';
import { errorReply } from './http-message.js';
import type { HttpReply, HttpRequest, SocketServer, UpgradeAnswer, WebSocketConnection } from './socket-server.js';
import { type ListenerSurroundings, WebListener, type WebListenerData } from './web-listener.js';

export type WebAnswer = Refusal | (WebGrant & { readonly bus: number });
export type LeftReason = Extract<ListenerEvent, { type: 'left' }>['reason'];

/** What the web server asks of the rest of the worker. */
export interface WebHost {
  readonly memory: WebAssembly.Memory;
  readonly around: ListenerSurroundings;
  askWeb(query: AudioQuery, address: string): Promise<WebAnswer>;
  event(event: ListenerEvent): void;
  /** Somebody joined or can take packets again: look whether something is due. */
  wake(): void;
}

type Connection = WebSocketConnection<WebListenerData>;
/** Or a page that found no place, until it is closed with the reason. */
type Arrival = WebSocketConnection<WebListenerData | 'full'>;

const seated = (arrival: Arrival): arrival is Connection => arrival.data !== 'full';

/** All places are taken: by somebody with a better claim, or before this one came. */
const CLOSE_FULL = 4503;

export class WebAudioServer {
  readonly #host: WebHost;
  readonly #listeners = new Map<string, WebListener>();
  /** Why the box itself is closing a connection, until its close is told. */
  readonly #reasons = new WeakMap<Connection, LeftReason>();

  /** Buses whose listeners had to make room before they came. */
  readonly #unwanted = new Set<number>();

  constructor(host: WebHost) {
    this.#host = host;
  }

  /** Serves the audio path on one more port. */
  attach(server: SocketServer): void {
    server.http((request) => plainAnswer(request));
    server.websocket<WebListenerData | 'full'>({
      path: '/audio',
      maxPayload: REPORT_BYTES,
      upgrade: (request) => this.#upgrade(request),
      abandoned: (data) => {
        if (data !== 'full') data.bus.leave();
      },
      open: (arrival) => {
        if (seated(arrival)) this.#open(arrival);
        else arrival.end(CLOSE_FULL, 'all places are taken; try again when somebody has left');
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

  /** Earliest position at which a packet is due; Infinity with nobody to serve. */
  get dueAt(): number {
    let due = Number.POSITIVE_INFINITY;
    for (const listener of this.#listeners.values()) due = Math.min(due, listener.dueAt);
    return due;
  }

  pump(nowMs: number): void {
    for (const listener of this.#listeners.values()) this.#serve(listener, nowMs);
  }

  /** The stream began anew. */
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

  /** An answer came: a bus in it is another listener's now, whatever was said of it before. */
  granted(answer: WebAnswer): void {
    if (answer.ok) this.#unwanted.delete(answer.bus);
  }

  /** All places are taken and this listener's goes to somebody with a better claim; it may not have come yet. */
  displace(device: string, bus: number | undefined): void {
    const listener = this.#listeners.get(device);
    if (listener !== undefined && listener.connection.data.bus.bus === bus) this.#displace(listener);
    else if (bus !== undefined) this.#unwanted.add(bus);
  }

  /** The box is stopping: says so to everybody. */
  farewell(): void {
    for (const listener of [...this.#listeners.values()]) this.#end(listener, 'closed', 1001, 'the box is stopping');
  }

  stats(nowMs: number): ListenerStats[] {
    return [...this.#listeners.values()].map((listener) => listener.stats(nowMs));
  }

  async #upgrade(request: HttpRequest): Promise<UpgradeAnswer<WebListenerData | 'full'>> {
    const parsed = parseAudioQuery(request.query);
    if (!parsed.ok) return refusal(parsed);
    const { query } = parsed;
    const answer = await this.#host.askWeb(query, request.remoteAddress);
    // A browser hides the answer to a refused upgrade from its page; a close code it shows.
    if (!answer.ok && answer.code === 'box-full' && request.header('origin') !== '') return { ok: true, data: 'full' };
    if (!answer.ok) return refusal(answer);
    const bus = new BusReader(this.#host.memory, answer.bus);
    return { ok: true, vouched: true, data: { device: answer.device, mix: answer.mix, frames: query.frames, bus } };
  }

  #open(connection: Connection): void {
    const { device, mix } = connection.data;
    const older = this.#listeners.get(device);
    if (older !== undefined) this.#end(older, 'replaced', 4409, 'replaced by a newer connection of this device');
    const listener = new WebListener(connection, this.#host.around, monotonicMs());
    connection.data.listener = listener;
    this.#listeners.set(device, listener);
    if (this.#unwanted.delete(connection.data.bus.bus)) {
      this.#displace(listener);
      return;
    }
    listener.sendConfig();
    this.#host.event({ type: 'joined', device, mix, kind: 'web', address: connection.remoteAddress });
    this.#host.wake();
  }

  #message(connection: Connection, message: Buffer, isBinary: boolean): void {
    const { listener } = connection.data;
    const nowMs = monotonicMs();
    if (listener === undefined || !listener.mayText(nowMs)) return;
    listener.report(isBinary ? undefined : parseReport(message.toString()), nowMs);
  }

  #drained(connection: Connection): void {
    const { listener } = connection.data;
    if (listener === undefined) return;
    this.#serve(listener, monotonicMs());
    this.#host.wake();
  }

  #closed(connection: Connection): void {
    const { listener, bus } = connection.data;
    if (listener === undefined) {
      bus.leave();
      return;
    }
    listener.leave();
    connection.data.listener = undefined;
    const { device } = listener;
    const reason = this.#reasons.get(connection) ?? 'closed';
    if (this.#listeners.get(device) === listener) this.#listeners.delete(device);
    this.#host.event({ type: 'left', device, kind: 'web', reason });
  }

  #serve(listener: WebListener, nowMs: number): void {
    const fate = listener.pump(nowMs);
    if (fate === 'keep') return;
    const { device } = listener;
    if (fate !== 'close') {
      this.#host.event({ type: fate, device, kind: 'web' });
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
  return { ok: false, ...errorReply(fault.status, fault.code, fault.message, fault.path) };
}

/** Somebody opened the address without a WebSocket. */
function plainAnswer(request: HttpRequest): HttpReply {
  if (request.path !== '/audio') return errorReply(404, 'not_found', 'this port serves /audio alone');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const reply = errorReply(405, 'bad_method', '/audio takes GET, as a WebSocket');
    return { ...reply, headers: { ...reply.headers, allow: 'GET, HEAD' } };
  }
  const parsed = parseAudioQuery(request.query);
  if (!parsed.ok) return errorReply(parsed.status, parsed.code, parsed.message, parsed.path);
  return errorReply(426, 'websocket_only', 'audio is served over a WebSocket');
}
