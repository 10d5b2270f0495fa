/** Ends the process when nothing else can be relied on. */
export interface ProcessExits {
  /**
   * Ends the process with this status, from any thread: runs no exit handlers and
   * waits for no threads. Does not return.
   */
  exitNow(status: number): void;
}
