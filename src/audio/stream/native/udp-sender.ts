/**
 * One client's sound over UDP: its destination, copies and parity. Stream worker only.
 */
import { randomBytes } from 'node:crypto';
import { DATAGRAM_BYTES, KEY_BYTES } from './mix-packet.js';
import { NATIVE_HEADER_BYTES } from './native-packet.js';
import type { AudioSettings } from './native-v3-messages.js';
import { ParityMaker } from './parity.js';
import type { UdpPort } from './udp-port.js';

/** Without a hello for this long, UDP to the client counts as closed, ms. */
const HELLO_MS = 3_000;

export class UdpSender {
  readonly key = randomBytes(KEY_BYTES).toString('hex');
  readonly #port: UdpPort;
  #address = '';
  #remotePort = 0;
  #helloMs = Number.NEGATIVE_INFINITY;
  #copies = 0;
  #parity: ParityMaker | undefined;
  /** The packets sent last, the newest at the end; `#sequence` is its number. `#bytes`: of all of them. */
  readonly #before: Buffer[] = [];
  #bytes = 0;
  #sequence = -1;

  constructor(port: UdpPort, settings: AudioSettings, payloadBytes: number) {
    this.#port = port;
    this.change(settings, payloadBytes);
  }

  /** The box's UDP port, for the client. */
  get port(): number {
    return this.#port.port;
  }

  /** Other settings, or packets of another length, from the next packet on. */
  change(settings: AudioSettings, payloadBytes: number): void {
    this.#copies = settings.copies;
    this.#parity = settings.redundancy === 'xor' ? new ParityMaker(settings.group, payloadBytes) : undefined;
  }

  /** The client's hello came from this address and port. */
  hello(address: string, port: number, nowMs: number): void {
    this.#address = address;
    this.#remotePort = port;
    this.#helloMs = nowMs;
  }

  /** Whether a hello came recently, so UDP to the client works. */
  reachable(nowMs: number): boolean {
    return nowMs - this.#helloMs < HELLO_MS;
  }

  send(sequence: number, flags: number, packet: Buffer, timestamp: number): void {
    // Without the packet before it there is nothing to repeat.
    const copies = sequence === this.#sequence + 1 ? this.#copies : 0;
    this.#bytes += packet.length;
    // PCM packets that come in place of Opus leave little room or none.
    while (this.#before.length > 0 && (this.#before.length > copies || this.#bytes > DATAGRAM_BYTES))
      this.#bytes -= this.#before.shift()!.length;
    this.#before.push(packet);
    this.#sequence = sequence;
    this.#port.send([...this.#before], this.#address, this.#remotePort);
    const parity = this.#parity?.add(sequence, flags, packet.subarray(NATIVE_HEADER_BYTES), timestamp);
    // A copy, because the maker reuses its memory at once.
    if (parity !== undefined) this.#port.send([parity.slice()], this.#address, this.#remotePort);
  }
}
