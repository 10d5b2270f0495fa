/** A datagram to a unix socket, such as systemd's NOTIFY_SOCKET. */
export interface Datagrams {
  /**
   * Returns true when the kernel took the whole message. A `path` that begins with `@` is an
   * abstract name. Never blocks or throws.
   */
  sendDatagram(path: string, message: string): boolean;
}
