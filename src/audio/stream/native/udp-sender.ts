/**
 * One client's sound over UDP: its destination, repetition and parity. Stream worker only.
 */
import { randomBytes } from 'node:crypto';
import { KEY_BYTES } from './mix-packet.js';
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
  #settings: AudioSettings;
  #parity: ParityMaker | undefined;
  #before: { sequence: number; packet: Buffer } | undefined;

  constructor(port: UdpPort, settings: AudioSettings, payloadBytes: number) {
    this.#port = port;
    this.#settings = settings;
    this.change(settings, payloadBytes);
  }

  /** The box's UDP port, for the client. */
  get port(): number {
    return this.#port.port;
  }

  change(settings: AudioSettings, payloadBytes: number): void {
    this.#settings = settings;
    this.#before = undefined;
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
    const before = this.#before;
    if (this.#settings.redundancy === 'repeat' && before?.sequence === sequence - 1) {
      this.#port.send([before.packet, packet], this.#address, this.#remotePort);
    } else {
      this.#port.send([packet], this.#address, this.#remotePort);
    }
    this.#before = { sequence, packet };
    const parity = this.#parity?.add(sequence, flags, packet.subarray(NATIVE_HEADER_BYTES), timestamp);
    // A copy, because the maker reuses its memory at once.
    if (parity !== undefined) this.#port.send([parity.slice()], this.#address, this.#remotePort);
  }
}
