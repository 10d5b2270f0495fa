/**
 * Whether sound still comes, from the player's count of packets. Looked at a few times per second, never per packet.
 * Pure.
 */

/** Without a packet for so long, nothing is heard any more, ms. */
const SOUNDLESS_MS = 500;
/** Looks in a row that found nothing new: a page that stood still reads at the second what came meanwhile. */
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
   * @param packets counted by the player when it rendered at `atMs`: as long as it does not render, nothing is
   * concluded.
   * @returns whether new ones have come.
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
