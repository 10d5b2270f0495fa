/**
 * A web listener for tests of the stream service. It has its own small reader of the
 * contract's header and uses no code of the product.
 */
import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import { counting } from '../fake-mixer.js';

export interface Heard {
  readonly type: number;
  /** 0 PCM, 1 Opus. */
  readonly codec: number;
  readonly flags: number;
  readonly epoch: number;
  readonly frames: number;
  readonly sequence: number;
  readonly sampleRate: number;
  readonly first: number;
  readonly captureMs: number;
  readonly body: Buffer;
}

function read(data: Buffer): Heard {
  return {
    type: data[1]!,
    codec: data[2]!,
    flags: data[3]!,
    epoch: data.readUInt16LE(4),
    frames: data.readUInt16LE(6),
    sequence: data.readUInt32LE(8),
    sampleRate: data.readUInt32LE(12),
    first: data.readDoubleLE(16),
    captureMs: data.readDoubleLE(24),
    body: data.subarray(32),
  };
}

/** Checks that one listener gets the counting pattern without a hole. */
export class Ear {
  readonly socket: WebSocket;
  readonly others: { type: number; json: Record<string, unknown>; heard: Heard }[] = [];
  readonly packets: Heard[] = [];
  closeCode: number | undefined;
  frames = 0;
  wrong = 0;
  gaps = 0;
  /** Keeps every packet instead of only counting. */
  keep = false;
  /** For tests: its packets change their length. */
  changing = false;
  #next: number | undefined;

  constructor(port: number, query: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/audio?${query}`, { perMessageDeflate: false, ...options });
    this.socket.on('error', () => undefined);
    this.socket.on('close', (code) => {
      this.closeCode = code;
    });
    this.socket.on('message', (data: Buffer) => this.#take(read(data)));
  }

  async opened(): Promise<this> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open');
    return this;
  }

  #take(heard: Heard): void {
    if (heard.type !== 0) {
      this.others.push({ type: heard.type, json: JSON.parse(heard.body.toString()), heard });
      return;
    }
    if (this.keep) this.packets.push(heard);
    if (this.#next !== undefined && heard.first !== this.#next) this.gaps++;
    const silentUntil = this.#next === undefined && heard.codec === 0 ? leadingSilence(heard) : 0;
    for (let i = silentUntil; heard.codec === 0 && i < heard.frames; i++) {
      const value = counting(heard.first + i);
      if (heard.body.readInt16LE(i * 4) !== value || heard.body.readInt16LE(i * 4 + 2) !== -value) this.wrong++;
    }
    this.#next = heard.first + heard.frames;
    this.frames += heard.frames;
  }
}

/** Frames of silence at the front of the first packet, before the listener's bus began. */
function leadingSilence(heard: Heard): number {
  let silent = 0;
  while (silent < heard.frames && heard.body.readInt32LE(silent * 4) === 0) silent++;
  return silent;
}

/** The status and error of a refused upgrade. */
export function refusedBy(port: number, query: string): Promise<{ status: number; error: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/audio?${query}`);
    socket.on('error', () => undefined);
    socket.on('open', () => reject(new Error('it was let in')));
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, error: JSON.parse(body).error }));
    });
  });
}
