/**
 * Socket options that Node cannot set. It finds sockets by their port among this process' own descriptors, so it does
 * not matter which library or thread opened them. Pure: types only.
 *
 * An accepted connection inherits from its listening socket (Linux): `sendBuffer`, `notSentLowat`,
 * `noDelay` and `dscp`. It does not inherit `priority`, which affects only the listening socket's own
 * packets, so each connection must be marked itself.
 */

/** Options to set; absent fields stay as they are. */
export interface ListenerTuning {
  /** SO_SNDBUF in bytes. The kernel doubles it for its bookkeeping, and its minimum is 4,608. Turns auto-tuning off. */
  readonly sendBuffer?: number;
  /** TCP_NOTSENT_LOWAT in bytes: the socket is not writable while this much is unsent. */
  readonly notSentLowat?: number;
  /** TCP_NODELAY. */
  readonly noDelay?: boolean;
  /** DSCP, 0…63; 46 (EF) is voice, which Wi-Fi maps to its voice queue. */
  readonly dscp?: number;
  /** SO_PRIORITY, 0…6 without privilege. */
  readonly priority?: number;
}

export interface TunedListener {
  /** Listening sockets found on the port; 0 = none. */
  readonly sockets: number;
  /** SO_SNDBUF in bytes, as the kernel now counts it. */
  readonly sendBuffer: number;
  /** Names of the options that the kernel refused. */
  readonly refused: readonly (keyof ListenerTuning)[];
}

/** Marks on outgoing packets; see `ListenerTuning`. */
export type SocketMarks = Pick<ListenerTuning, 'dscp' | 'priority'>;

/** Refers to a socket of this process: plain data, no ownership. It becomes stale when the socket closes. */
export interface ConnectionRef {
  readonly fd: number;
  /** The kernel's number for this very socket, so that a reused descriptor is not mistaken for it. */
  readonly cookie: number;
}

export interface SocketTuning {
  /** Tunes every listening socket of this process on `port`. Connections accepted from now on inherit it. */
  tuneListener(port: number, tuning: ListenerTuning): TunedListener;
  /**
   * Finds a connection by its two ends (IPv4 may be written as IPv4-in-IPv6). Reads
   * /proc: meant for joins, not for each packet.
   */
  findConnection(localPort: number, remoteAddress: string, remotePort: number): ConnectionRef | undefined;
  /** Finds the UDP socket that is bound to `port`. Reads /proc. */
  findDatagrams(port: number): ConnectionRef | undefined;
  /** Sets the given marks. Returns the values in force, refused or not; undefined once the socket is gone. */
  mark(fd: number, cookie: number, marks: SocketMarks): Required<SocketMarks> | undefined;
  /** Bytes that the kernel took but has not put on the wire (SIOCOUTQNSD); −1 once the connection is gone. */
  unsentBytes(fd: number, cookie: number): number;
  /**
   * Bytes that the other side has not acknowledged, including unsent ones (SIOCOUTQ); −1 once the connection is gone.
   */
  unackedBytes(fd: number, cookie: number): number;
  /**
   * Milliseconds since anything came from the other side's kernel, including answers to keep-alive probes; −1 once the
   * connection is gone. It is the later of TCP_INFO's `tcpi_last_ack_recv` and `tcpi_last_data_recv`.
   */
  silenceMs(fd: number, cookie: number): number;
}
