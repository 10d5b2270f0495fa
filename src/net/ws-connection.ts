/**
 * One WebSocket on ws. Each message to the client goes to the socket as one buffer, with its frame
 * header. ws' own sender needs two writes, and a third more CPU when the stage is full. Both write
 * whole frames at once, so they may alternate. So may a row, which goes past Node's stream while that is empty.
 */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type RawData, WebSocket } from 'ws';
import { plainAddress } from '../base/address.js';
import { MAX_UNSENT_BYTES } from './http-message.js';
import type { RowMember, SendRow } from './send-row.js';
import type { WebSocketConnection, WebSocketHandlers } from './socket-server.js';

/** Longest message that a 16-bit length in the frame header allows (RFC 6455 §5.2). */
const LONGEST_SHORT_FRAME = 65_535;

export class WsConnection<T> implements WebSocketConnection<T>, RowMember {
  readonly data: T;
  readonly remoteAddress: string;
  readonly localAddress: string;
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #handlers: WebSocketHandlers<T>;
  readonly #vouch: () => void;
  #closed = false;
  #mayDrain = false;
  /** The frame that the kernel took last, whole and at once: the next one of its length is written over it. */
  #spare: Buffer | undefined;
  #row: SendRow | undefined;
  #fd = -1;
  /** Whether a message of this connection is in the row. */
  #inRow = false;

  constructor(
    ws: WebSocket,
    socket: Socket,
    data: T,
    { remoteAddress, vouch }: { readonly remoteAddress: string; readonly vouch: () => void },
    handlers: WebSocketHandlers<T>,
  ) {
    this.#ws = ws;
    this.#socket = socket;
    this.data = data;
    this.remoteAddress = remoteAddress;
    this.localAddress = plainAddress(socket.localAddress ?? '');
    this.#vouch = vouch;
    this.#handlers = handlers;
  }

  /** Starts to deliver what arrives. */
  serve(): void {
    const ws = this.#ws;
    const handlers = this.#handlers;
    ws.on('message', (message: RawData, isBinary) => {
      if (!this.#closed) handlers.message?.(this, message as Buffer, isBinary);
    });
    // Answering the last of several pings is enough (RFC 6455 §5.5.3). So a client that sends pings
    // but does not read piles up no answers.
    ws.on('ping', (data) => {
      if (this.#socket.writableLength === 0 && ws.readyState === WebSocket.OPEN) ws.pong(data);
    });
    ws.on('pong', () => {
      if (!this.#closed) handlers.pong?.(this);
    });
    ws.on('close', (code) => this.#gone(code));
    // A protocol fault of the client: ws itself closes with the right code.
    ws.on('error', () => undefined);
    handlers.open?.(this);
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(message: Uint8Array, isBinary: boolean): void {
    this.#flushRow();
    if (this.#closed || this.#ws.readyState !== WebSocket.OPEN) return;
    if (message.length > LONGEST_SHORT_FRAME) this.#ws.send(Buffer.from(message), { binary: isBinary }, this.#sent);
    else this.#write(message, isBinary);
    this.#wrote();
  }

  joinRow(row: SendRow): void {
    const { localPort = 0, remoteAddress = '', remotePort = 0 } = this.#socket;
    const fd = this.#socket instanceof TLSSocket ? undefined : row.find(localPort, remoteAddress, remotePort);
    if (fd === undefined) return;
    this.#row = row;
    this.#fd = fd;
  }

  sendInRow(message: Uint8Array): void {
    const row = this.#row;
    const socket = this.#socket;
    if (row === undefined || this.#inRow || socket.writableLength > 0 || message.length > LONGEST_SHORT_FRAME) {
      this.send(message, true);
      return;
    }
    // Past this line the descriptor is still this socket's: both belong to this thread.
    if (this.#closed || this.#ws.readyState !== WebSocket.OPEN || socket.destroyed) return;
    const at = row.add(this.#fd, headerBytes(message.length) + message.length, this);
    writeFrame(row.bytes, at, message, true);
    this.#inRow = true;
  }

  left(rest: Uint8Array | undefined): void {
    this.#inRow = false;
    if (rest === undefined) return;
    this.#socket.write(Buffer.from(rest), this.#sent);
    this.#wrote();
  }

  #write(message: Uint8Array, isBinary: boolean): void {
    const length = headerBytes(message.length) + message.length;
    const frame = this.#spare?.length === length ? this.#spare : Buffer.allocUnsafeSlow(length);
    writeFrame(frame, 0, message, isBinary);
    this.#socket.write(frame, this.#sent);
    // What the kernel did not take yet is still the socket's.
    this.#spare = this.#socket.writableLength === 0 ? frame : undefined;
  }

  /** Bytes were given to the stream. */
  #wrote(): void {
    const unsent = this.#socket.writableLength;
    this.#mayDrain = unsent > 0;
    if (unsent > MAX_UNSENT_BYTES) this.#ws.terminate();
  }

  #flushRow(): void {
    if (this.#inRow) this.#row!.flush();
  }

  bufferedAmount(): number {
    this.#flushRow();
    return this.#closed ? 0 : this.#socket.writableLength;
  }

  ping(): void {
    this.#flushRow();
    if (!this.#closed && this.#ws.readyState === WebSocket.OPEN) this.#ws.ping();
  }

  vouch(): void {
    this.#vouch();
  }

  end(code: number, reason: string): void {
    this.#flushRow();
    if (this.#closed) return;
    this.#ws.close(code, reason);
    this.#gone(code);
  }

  terminate(): void {
    this.#flushRow();
    if (this.#closed) return;
    this.#ws.terminate();
    this.#gone(1006);
  }

  /** Reports the close once, whichever side closed. */
  #gone(code: number): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#handlers.close?.(this, code);
  }

  readonly #sent = (): void => {
    if (this.#closed || !this.#mayDrain || this.#socket.writableLength > 0) return;
    this.#mayDrain = false;
    this.#handlers.drain?.(this);
  };
}

/** Bytes before a message of up to LONGEST_SHORT_FRAME bytes. */
const headerBytes = (length: number): number => (length < 126 ? 2 : 4);

/** Writes one unmasked, final frame (RFC 6455 §5.2) with a copy of the message, from index `at`. */
function writeFrame(to: Uint8Array, at: number, message: Uint8Array, isBinary: boolean): void {
  const { length } = message;
  to[at] = isBinary ? 0x82 : 0x81;
  if (length < 126) to[at + 1] = length;
  else {
    to[at + 1] = 126;
    to[at + 2] = length >> 8;
    to[at + 3] = length;
  }
  to.set(message, at + headerBytes(length));
}
