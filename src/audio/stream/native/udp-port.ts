/**
 * The box's UDP port: receives hellos, sends datagrams. One port serves all native clients. Stream worker only.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { plainAddress } from '../../../base/address.js';
import { barrier, type FaultSink } from '../../../base/barrier.js';
import { HELLO_LIMITS, KEY_BYTES, splitDatagram } from './mix-packet.js';
import { NativeType } from './native-packet.js';

/** Called with the key of a well-formed hello, in hexadecimal. */
export type OnHello = (key: string, address: string, port: number) => void;

export class UdpPort {
  readonly #socket: Socket;
  #port = 0;
  #open = false;

  /** `host` is the same as for the TCP port. `fault` gets the error of a datagram that could not be handled. */
  constructor(host: string, onHello: OnHello, fault: FaultSink) {
    // Addresses come from sockets, so no lookup is needed. A lookup would cost a turn of the loop per datagram.
    const family = host.includes(':') ? 6 : 4;
    this.#socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      lookup: (address, _options, done) => done(null, address, family),
    });
    this.#socket.on('error', () => undefined);
    this.#socket.on(
      'message',
      barrier('native UDP', fault, (datagram: Buffer, from: RemoteInfo) => {
        // Nothing can be sent to port 0, and no real client sends from it.
        if (from.port === 0) return;
        const split = splitDatagram(datagram, HELLO_LIMITS);
        if (!split.ok || split.packets.length !== 1) return;
        const { payload, type } = split.packets[0]!;
        if (type !== NativeType.hello || payload.length !== KEY_BYTES) return;
        onHello(Buffer.from(payload).toString('hex'), plainAddress(from.address), from.port);
      }),
    );
  }

  /** Opens `port`, or any other if that is taken. Resolves to the real port; 0 if UDP is not possible. */
  async listen(host: string, port: number): Promise<number> {
    const bind = (number: number) =>
      new Promise<boolean>((resolve) => {
        const failed = () => resolve(false);
        this.#socket.once('error', failed);
        this.#socket.bind({ address: host, port: number, exclusive: true }, () => {
          this.#socket.off('error', failed);
          resolve(true);
        });
      });
    this.#open = (await bind(port)) || (await bind(0));
    this.#port = this.#open ? this.#socket.address().port : 0;
    return this.#port;
  }

  /** Real port; 0 = none. */
  get port(): number {
    return this.#port;
  }

  /** Sends the parts, joined, as one datagram. They must not change before the next turn of the loop. */
  send(parts: readonly Uint8Array[], address: string, port: number): void {
    if (this.#open) this.#socket.send(parts, port, address, ignore);
  }

  close(): void {
    if (this.#open) this.#socket.close();
    this.#open = false;
  }
}

/** A datagram that could not be sent counts as lost; UDP allows loss. */
function ignore(): void {}
