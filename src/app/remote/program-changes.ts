/**
 * Reads the program changes out of the bytes of a MIDI cable. Understands running status, and real-time bytes between
 * the bytes of another message. Pure.
 */

const PROGRAM_CHANGE = 0xc0;
const SYSTEM = 0xf0;
/** From here on bytes may stand anywhere, and mean nothing to the message around them. */
const REAL_TIME = 0xf8;

export class ProgramChanges {
  /** The data bytes that come now are programs. */
  #open = false;

  /** The programs 0…127 that the next bytes of the cable choose, on any channel. */
  take(bytes: Uint8Array): number[] {
    const programs: number[] = [];
    for (const byte of bytes) {
      if (byte >= REAL_TIME) continue;
      if (byte >= 0x80) this.#open = byte < SYSTEM && (byte & 0xf0) === PROGRAM_CHANGE;
      else if (this.#open) programs.push(byte);
    }
    return programs;
  }
}
