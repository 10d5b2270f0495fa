/**
 * The library that speaks WebRTC, behind one interface: connections that only send, by one audio track or one data
 * channel. It belongs to the media process; nothing else of the box loads it. Its callbacks come later, in the caller's
 * thread.
 */
import type { SignalWay } from '../../wire/signal.js';

export interface ConnectionOptions {
  /** Address to bind, empty for all. Every connection of a process has the same. */
  readonly host: string;
  /** UDP port of all connections. */
  readonly port: number;
  /**
   * `rtp`: an audio track. `datachannel`: each RTP packet is one message of a data channel, for the page itself.
   * Nothing is sent again, or held back to keep order.
   */
  readonly way: SignalWay;
  /** Of the RTP packets that will be sent, u32. */
  readonly ssrc: number;
}

/** What happens to a connection. None of these is called after `close`. */
export interface ConnectionEvents {
  /** The library's session description, with whatever candidates it found. */
  offered(sdp: string): void;
  /** Packets can be sent. */
  opened(): void;
  /** RTCP came from the other end; never by a data channel. */
  heard(): void;
  /** The connection failed, or the other end closed it, or sent what is not allowed. */
  lost(): void;
}

export interface Connection {
  /** Throws if the library does not take it. */
  answer(sdp: string): void;
  /** One RTP packet, copied before this returns. False if it is not sent: closed, or a data channel's queue is full. */
  send(packet: Uint8Array): boolean;
  close(): void;
}

export interface MediaLibrary {
  /** Name and version, for people. */
  readonly version: string;
  /** Throws if there is no connection to be had. */
  open(options: ConnectionOptions, events: ConnectionEvents): Connection;
  /** To be called before the process ends, when every connection is closed. */
  end(): void;
}
