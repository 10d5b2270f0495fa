/** One message to each of many TCP sockets, in one call. Pure: types only. */

/** Int32 words of one message in the table. */
export const RowWord = {
  /** The socket's descriptor. */
  FD: 0,
  /** Index of the message's first byte. */
  FROM: 1,
  /** Bytes of the message. */
  LENGTH: 2,
  /** Bytes that the kernel took at once; 0 also if the socket has failed. Written by the call. */
  TAKEN: 3,
} as const;
export const ROW_WORDS = 4;

export interface RowSender {
  /**
   * Sends the first `count` messages of the table, in its order, by send(2). Never waits and allocates nothing. Throws
   * `send-row` for other types, or a count beyond the table.
   */
  sendRow(bytes: Uint8Array, table: Int32Array, count: number): void;
}
