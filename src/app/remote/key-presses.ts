/** Reads the pressed keys out of what the kernel sends of a keyboard (`struct input_event`). Pure. */

/** Of the event's kind. */
const EV_KEY = 1;
/** 0 is a release, 2 a repeat. */
const PRESSED = 1;
/** Bytes of the time at the head of an event: two longs. Then type (16 bits), code (16 bits) and value (32 bits). */
const timeBytes = (arch: string): number => (['arm', 'ia32'].includes(arch) ? 8 : 16);

export class KeyPresses {
  readonly #time: number;
  #rest: Buffer = Buffer.alloc(0);

  /** @param arch as `process.arch` */
  constructor(arch: string = process.arch) {
    this.#time = timeBytes(arch);
  }

  /** The kernel's codes of the keys that the next bytes press. Events may arrive in pieces. */
  take(bytes: Uint8Array): number[] {
    const all = Buffer.concat([this.#rest, bytes]);
    const size = this.#time + 8;
    const codes: number[] = [];
    let at = 0;
    for (; at + size <= all.length; at += size) {
      const event = at + this.#time;
      if (all.readUInt16LE(event) === EV_KEY && all.readInt32LE(event + 4) === PRESSED)
        codes.push(all.readUInt16LE(event + 2));
    }
    this.#rest = all.subarray(at);
    return codes;
  }
}
