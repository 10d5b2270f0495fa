/** The capacity of a pipe. Pure: types only. */
export interface PipeSizes {
  /**
   * Requests `bytes`. Returns the pipe's capacity from now on (whole pages), or −1 if
   * `fd` is not a pipe or the kernel refuses.
   */
  setPipeSize(fd: number, bytes: number): number;
}
