/**
 * Options of sockets that Node cannot set. Sockets are found by their port among this
 * process' own descriptors, so it does not matter which library or thread opened them. Pure: types only.
 *
 * What an accepted connection inherits from its listening socket (Linux): `sendBuffer`, `notSentLowat`, `noDelay` and
 * `dscp`. `priority` is not inherited: it concerns the listening socket's own packets, so each connection is marked
 * by itself.
 */

/** What to set; an absent field is left as it is. */
export interface ListenerTuning {
  /** SO_SNDBUF in bytes. The kernel doubles it for its bookkeeping and has a floor of 4,608. Turns auto-tuning off. */
  readonly sendBuffer?: number;
  /** TCP_NOTSENT_LOWAT in bytes: the socket turns unwritable while this much was not sent yet. */
  readonly notSentLowat?: number;
  /** TCP_NODELAY. */
  readonly noDelay?: boolean;
  /** DSCP, 0…63; 46 (EF) is voice, which Wi-Fi maps to its voice queue. */
  readonly dscp?: number;
  /** SO_PRIORITY, 0…6 without privilege. */
  readonly priority?: number;
}

export interface TunedListener {
  /** Listening sockets found on that port; 0 = none. */
  readonly sockets: number;
  /** SO_SNDBUF as the kernel now counts it, bytes. */
  readonly sendBuffer: number;
  /** Names of the wishes that the kernel refused. */
  readonly refused: readonly (keyof ListenerTuning)[];
}

/** How packets are marked on their way out; see `ListenerTuning`. */
export type SocketMarks = Pick<ListenerTuning, 'dscp' | 'priority'>;

/** A socket of this process: plain data, no ownership; it goes stale when the socket closes. */
export interface ConnectionRef {
  readonly fd: number;
  /** The kernel's number for that very socket: a reused descriptor is not mistaken for it. */
  readonly cookie: number;
}

export interface SocketTuning {
  /** Tunes every listening socket of this process on `port`; connections accepted from now on inherit it. */
  tuneListener(port: number, tuning: ListenerTuning): TunedListener;
  /**
   * Looks a connection up by its two ends (IPv4 may be written as IPv4-in-IPv6). Reads /proc: for joins, not for each
   * packet.
   */
  findConnection(localPort: number, remoteAddress: string, remotePort: number): ConnectionRef | undefined;
  /** The UDP socket that is bound to `port`. Reads /proc. */
  findDatagrams(port: number): ConnectionRef | undefined;
  /** Sets what is given and answers what holds, refused or not; undefined once the socket is gone. */
  mark(fd: number, cookie: number, marks: SocketMarks): Required<SocketMarks> | undefined;
  /** Bytes that the kernel took and has not put on the wire (SIOCOUTQNSD); −1 once the connection is gone. */
  unsentBytes(fd: number, cookie: number): number;
  /**
   * Bytes that the other side has not acknowledged, unsent ones included (SIOCOUTQ); −1 once the connection is gone.
   */
  unackedBytes(fd: number, cookie: number): number;
  /**
   * Milliseconds since anything came from the other side's kernel, answers to keep-alive probes included (TCP_INFO's
   * `tcpi_last_ack_recv` and `tcpi_last_data_recv`, the later one); −1 once the connection is gone.
   */
  silenceMs(fd: number, cookie: number): number;
}
