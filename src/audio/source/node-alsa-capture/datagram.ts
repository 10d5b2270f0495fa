/** A datagram to a unix socket, such as systemd's NOTIFY_SOCKET. */
export interface Datagrams {
  /**
   * True when the kernel took the message whole. A `path` that begins with `@` is an abstract name. Never blocks or
   * throws.
   */
  sendDatagram(path: string, message: string): boolean;
}
