/**
 * The library that speaks WebRTC, behind one interface: connections that only send one audio track. It belongs to the
 * media process; nothing else of the box loads it. Its callbacks come later, in the thread of the caller.
 */

export interface ConnectionOptions {
  /** Address to bind, empty for all. Every connection of a process has the same. */
  readonly host: string;
  /** UDP port of all connections. */
  readonly port: number;
  /** Of the RTP packets that will be sent, u32. */
  readonly ssrc: number;
}

/** What happens to a connection. None of these is called after `close`. */
export interface ConnectionEvents {
  /** The library's session description, with whatever candidates it found. */
  offered(sdp: string): void;
  /** Packets can be sent. */
  opened(): void;
  /** RTCP came from the other end. */
  heard(): void;
  /** The connection failed, or was closed by the other end. */
  lost(): void;
}

export interface Connection {
  /** Throws if the library does not take it. */
  answer(sdp: string): void;
  /** One RTP packet, copied before this returns. False if the library did not take it. */
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
