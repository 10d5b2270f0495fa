/**
 * Whether the client of a TCP connection still answers. MQTT 3.1.1 has no ping from the server, and unexpected bytes
 * would upset some clients. So TCP itself is the probe. Everything sent needs an acknowledgement, and TCP's keep-alive
 * probes after each second without traffic. Our kernel knows when it last heard from the client's kernel. A paused or
 * slow program does not count as dead: its kernel answers. Main thread.
 */
import type { Socket } from 'node:net';
import type { ConnectionRef, SocketTuning } from '../../addon/sockets/socket-tuning.js';

/** What the addon knows about a connection. */
export type SocketProbe = Pick<SocketTuning, 'findConnection' | 'silenceMs' | 'unackedBytes'>;

/** Time without traffic before the first probe, and between probes, ms. Linux allows no less. */
export const PROBE_AFTER_MS = 1000;

export class TcpSilence {
  readonly #probe: SocketProbe;
  readonly #ref: ConnectionRef;
  /** When bytes were first seen waiting for an acknowledgement, ms; undefined while none wait. */
  #waitingSince: number | undefined;

  private constructor(probe: SocketProbe, ref: ConnectionRef) {
    this.#probe = probe;
    this.#ref = ref;
  }

  /** Finds the connection for the addon. Undefined if it is gone already. */
  static of(socket: Socket, probe: SocketProbe): TcpSilence | undefined {
    const { localPort, remoteAddress, remotePort } = socket;
    if (localPort === undefined || remoteAddress === undefined || remotePort === undefined) return undefined;
    const ref = probe.findConnection(localPort, remoteAddress, remotePort);
    return ref && new TcpSilence(probe, ref);
  }

  /**
   * How long the client has owed an answer, ms; 0 = it owes none. `now`: monotonic ms. Call it a few times a second:
   * otherwise bytes sent just now would seem to be owed since the last sign of life.
   */
  owedMs(now: number): number {
    const { fd, cookie } = this.#ref;
    const silence = this.#probe.silenceMs(fd, cookie);
    if (silence < 0) return 0;
    if (this.#probe.unackedBytes(fd, cookie) > 0) {
      this.#waitingSince ??= now;
      return Math.min(silence, now - this.#waitingSince);
    }
    this.#waitingSince = undefined;
    return Math.max(0, silence - PROBE_AFTER_MS);
  }
}
