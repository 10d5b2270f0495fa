/**
 * Where a listener's packets go: its WebSocket, or another transport in its place. Pure: types only. Stream worker
 * only.
 *
 * A listener has one sink at a time. Each packet goes to the sink of that moment, so that a change of sink loses
 * nothing and repeats nothing.
 */
import type { SignalWay } from '../../wire/signal.js';
import type { SoundStamp } from './sound-form.js';

/** One packet. It and its memory are used again for the next, so they are valid during the call alone. */
export interface SoundPacket extends SoundStamp {
  /** Samples as the web packet has them, or one Opus packet. */
  readonly payload: Uint8Array;
  /** The whole message of the web audio stream: its header, then `payload`. */
  readonly message: Uint8Array;
}

export interface PacketSink {
  readonly transport: 'websocket' | SignalWay;
  /** No packet is offered any more. */
  readonly closed: boolean;
  /** Bytes that it took and still holds in this process. While there are any, it gets no packet. */
  unsentBytes(): number;
  /** Takes one packet, which may leave together with those of other listeners. Must not block or throw. */
  take(packet: SoundPacket): void;
}
