/**
 * Whether sound still comes, by the player's count of packets. Checked a few times per second, never per packet. Pure.
 */

/** Without a packet for this long, nothing is heard any more, ms. */
const SOUNDLESS_MS = 500;
/** Checks in a row without a new packet. After a standstill, the page reads what came meanwhile at the second check. */
const LOOKS = 2;

export class SoundWatch {
  #packets = 0;
  /** When sound last came or began to be expected, on the page's clock and on the player's. */
  #seenMs = 0;
  #playedMs = 0;
  #looks = 0;
  #soundless = false;

  /** Another player counts from zero. */
  newWay(): void {
    this.#packets = 0;
  }

  /** From now on sound should come. */
  expect(nowMs: number): void {
    this.#seenMs = nowMs;
    this.#playedMs = nowMs;
    this.#looks = 0;
    this.#soundless = false;
  }

  /**
   * @param packets counted by the player when it rendered at
   * `atMs`. Without a new rendering the check concludes nothing.
   * @returns whether new packets have come.
   */
  observe(nowMs: number, packets: number, atMs: number): boolean {
    if (packets !== this.#packets) {
      this.#packets = packets;
      this.expect(nowMs);
      this.#playedMs = atMs;
      return true;
    }
    this.#looks++;
    this.#soundless = this.#looks >= LOOKS && atMs - this.#playedMs >= SOUNDLESS_MS;
    return false;
  }

  get soundless(): boolean {
    return this.#soundless;
  }

  withoutMs(nowMs: number): number {
    return nowMs - this.#seenMs;
  }
}
