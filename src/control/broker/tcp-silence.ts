/**
 * Whether the other side of a TCP connection still answers. MQTT 3.1.1 has no ping from the server, and bytes that
 * nobody asked for would upset some clients; so their kernel is asked: TCP's keep-alive probes it after each second
 * without traffic, everything sent wants an acknowledgement anyway, and the own kernel says when the last one came. A
 * paused or slow program is no dead one: its kernel answers. Main thread.
 */
import type { Socket } from 'node:net';
import type { ConnectionRef, SocketTuning } from '../../audio/source/node-alsa-capture/socket-tuning.js';

/** What the addon knows of a connection. */
export type SocketProbe = Pick<SocketTuning, 'findConnection' | 'silenceMs' | 'unackedBytes'>;

/** Time without traffic before the first probe, and between probes, ms; the least that Linux takes. */
export const PROBE_AFTER_MS = 1000;

export class TcpSilence {
  readonly #probe: SocketProbe;
  readonly #ref: ConnectionRef;
  /** When bytes were first seen to wait for an acknowledgement, ms; undefined while none do. */
  #waitingSince: number | undefined;

  private constructor(probe: SocketProbe, ref: ConnectionRef) {
    this.#probe = probe;
    this.#ref = ref;
  }

  /** Turns the probes on. Undefined where the connection is gone already. */
  static of(socket: Socket, probe: SocketProbe): TcpSilence | undefined {
    const { localPort, remoteAddress, remotePort } = socket;
    if (localPort === undefined || remoteAddress === undefined || remotePort === undefined) return undefined;
    const ref = probe.findConnection(localPort, remoteAddress, remotePort);
    return ref && new TcpSilence(probe, ref);
  }

  /**
   * How long an answer has been owing, ms; 0 while none is. `now` is monotonic ms; called a few times a second, or
   * what is sent now would seem to be owed since the last word.
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
