/** How much a pipe holds. Pure: types only. */
export interface PipeSizes {
  /**
   * Asks for `bytes`; the answer is what the pipe holds from now on (whole pages), −1 where `fd` is no pipe or the
   * kernel refuses.
   */
  setPipeSize(fd: number, bytes: number): number;
}
