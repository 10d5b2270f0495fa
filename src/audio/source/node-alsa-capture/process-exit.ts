/** The end of the process when nothing else can be relied on. */
export interface ProcessExits {
  /**
   * Ends the process with this status, from any thread: without exit handlers, without waiting for threads. Does not
   * return.
   */
  exitNow(status: number): void;
}
