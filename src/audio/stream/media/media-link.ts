/**
 * The stream worker's end of the link to the media process. It connects again whenever the link breaks. Sound that
 * the socket does not take at once is dropped whole, so nothing here ever waits. Stream worker only.
 */
import { connect, type Socket } from 'node:net';
import { Backoff } from '../../../base/backoff.js';
import { FrameReader, jsonFrame, SOUND_HEADER_BYTES, writeSoundHeader } from '../../../media/link/frames.js';
import { type FromMedia, type MediaCounters, readFromMedia, type ToMedia } from '../../../media/link/messages.js';
import type { SoundPacket } from '../packet-sink.js';

const PAUSES = { firstMs: 100, growth: 2, longestMs: 5000 };
/** The media process says something twice a second. After this long without, counted in `tick`s, it is given up, ms. */
const SILENCE_MS = 2000;
/** So often the port is tried before it counts as unusable; it is tried on after that too. */
const PATIENCE = 3;
/** Room for what is due at the same time: 200 mixes of the longest packets. */
const BATCH_BYTES = 65_536;

/** Messages about sessions. */
export type SessionNews = Extract<FromMedia, { readonly session: number }>;

export interface MediaLinkDeps {
  /** Address to bind, as `--host`; port of all sessions, 0 for a free one. */
  readonly host: string;
  readonly port: number;
  news(message: SessionNews): void;
  /** The link broke: there are no sessions any more. */
  down(): void;
  warn(line: string): void;
}

/** `off`: there is no media process. `waiting`: until it answers. `unusable`: it cannot use the port. */
export type MediaState = 'off' | 'waiting' | 'ready' | 'unusable';

/** For `/api/health`. Counters are those of the present media process. */
export interface MediaFigures extends MediaCounters {
  readonly state: MediaState;
  /** UDP port of all sessions; 0 before it is known. */
  readonly port: number;
  /** How often a media process took the place of another. */
  readonly restarts: number;
  /** Frames that were dropped because the link was full. */
  readonly dropped: number;
}

const NO_COUNTERS: MediaCounters = {
  sessions: 0,
  open: 0,
  packets: 0,
  bytes: 0,
  refused: 0,
  stale: 0,
  sentP50: 0,
  sentP99: 0,
};

export class MediaLink {
  readonly #deps: MediaLinkDeps;
  readonly #backoff = new Backoff(PAUSES);
  #path: string | undefined;
  #socket: Socket | undefined;
  #retry: NodeJS.Timeout | undefined;
  #state: MediaState = 'off';
  #port = 0;
  #readyTimes = 0;
  #counters = NO_COUNTERS;
  #silentMs = 0;
  #dropped = 0;
  #warned = '';
  /** Times in a row that the port could not be used. */
  #refusals = 0;
  #batch = newBatch();
  /** Bytes and frames in the batch. */
  #filled = 0;
  #batched = 0;

  constructor(deps: MediaLinkDeps) {
    this.#deps = deps;
  }

  get state(): MediaState {
    return this.#state;
  }

  /** A media process listens here from now on. Undefined: it is being started. */
  at(path: string | undefined): void {
    if (path === undefined) {
      if (this.#state === 'off') this.#state = 'waiting';
      return;
    }
    this.#path = path;
    this.#backoff.reset();
    if (this.#socket === undefined) this.#connect();
  }

  /** Sound that waits in the batch goes first: a session that changes or ends still gets it. */
  say(message: ToMedia): void {
    if (this.#state !== 'ready') return;
    this.flush();
    this.#socket?.write(jsonFrame(message));
  }

  /** Puts one Opus packet for all sessions of a stream into the batch; `flush` sends it. */
  sound(stream: number, packet: SoundPacket): void {
    const batch = this.#batch;
    const { payload } = packet;
    const bytes = SOUND_HEADER_BYTES + payload.length;
    if (this.#state !== 'ready' || this.#filled + bytes > batch.bytes.length) {
      this.#dropped++;
      return;
    }
    writeSoundHeader(batch.view, this.#filled, stream, packet, payload.length);
    batch.bytes.set(payload, this.#filled + SOUND_HEADER_BYTES);
    this.#filled += bytes;
    this.#batched++;
  }

  /** Sends the batch: one write for all that is due at the same time. */
  flush(): void {
    if (this.#filled === 0) return;
    const socket = this.#socket;
    if (socket === undefined || socket.writableLength > 0) this.#dropped += this.#batched;
    else {
      socket.write(this.#batch.bytes.subarray(0, this.#filled));
      // What the kernel did not take yet is still the socket's.
      if (socket.writableLength > 0) this.#batch = newBatch();
    }
    this.#filled = 0;
    this.#batched = 0;
  }

  /** To be called regularly: gives up a media process that stands still. */
  tick(sinceMs: number): void {
    if (this.#state !== 'ready') return;
    this.#silentMs += sinceMs;
    if (this.#silentMs > SILENCE_MS) this.#socket?.destroy();
  }

  figures(): MediaFigures {
    const restarts = Math.max(0, this.#readyTimes - 1);
    return { state: this.#state, port: this.#port, restarts, ...this.#counters, dropped: this.#dropped };
  }

  close(): void {
    this.#path = undefined;
    clearTimeout(this.#retry);
    this.#socket?.destroy();
  }

  #connect(): void {
    clearTimeout(this.#retry);
    const path = this.#path;
    if (path === undefined) return;
    this.#state = 'waiting';
    const socket = connect(path);
    this.#socket = socket;
    const reader = new FrameReader({
      json: (message) => {
        const known = readFromMedia(message);
        if (known === undefined) socket.destroy();
        else this.#heard(known);
      },
      sound: () => socket.destroy(),
    });
    socket.once('connect', () => this.#begin());
    socket.on('data', (chunk) => {
      if (!reader.push(chunk)) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.once('close', () => this.#broken());
  }

  #begin(): void {
    const { host, port } = this.#deps;
    this.#socket?.write(jsonFrame({ type: 'begin', host: bindAddress(host), port } satisfies ToMedia));
  }

  #broken(): void {
    const wasReady = this.#state === 'ready';
    clearTimeout(this.#retry);
    this.#socket = undefined;
    this.#refusals = 0;
    this.#counters = NO_COUNTERS;
    this.#state = this.#path === undefined ? 'off' : 'waiting';
    if (wasReady) this.#deps.down();
    if (this.#path === undefined) return;
    this.#later(() => this.#connect());
  }

  /** Tries something again after a pause that grows. */
  #later(again: () => void): void {
    this.#retry = setTimeout(again, this.#backoff.next());
    this.#retry.unref();
  }

  #heard(message: FromMedia): void {
    this.#silentMs = 0;
    switch (message.type) {
      case 'ready':
        this.#state = 'ready';
        this.#port = message.port;
        this.#readyTimes++;
        this.#refusals = 0;
        this.#backoff.reset();
        break;
      case 'unusable':
        // A box that was here just now may still have the port.
        if (++this.#refusals > PATIENCE) {
          this.#state = 'unusable';
          this.#warn(`no sound by WebRTC: its UDP port cannot be used (${message.message})`);
        }
        this.#later(() => this.#begin());
        break;
      case 'counters': {
        const { type: _type, ...counters } = message;
        this.#counters = counters;
        break;
      }
      default:
        if (this.#state === 'ready') this.#deps.news(message);
    }
  }

  /** Says each thing once. */
  #warn(line: string): void {
    if (line === this.#warned) return;
    this.#warned = line;
    this.#deps.warn(line);
  }
}

function newBatch(): { readonly bytes: Uint8Array; readonly view: DataView } {
  const bytes = new Uint8Array(BATCH_BYTES);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** Empty for all addresses. */
function bindAddress(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '';
  return host === 'localhost' ? '127.0.0.1' : host;
}
