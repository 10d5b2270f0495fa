/**
 * Makes the sessions of native clients, and finds those of protocol 3 by their number, or by the key in a hello. Stream
 * worker only.
 */
import { monotonicMs } from '../../../base/clock.js';
import type { NativeGrant } from '../../engine-api.js';
import { BusReader } from '../bus-reader.js';
import type { EncoderPool } from '../opus/encoder-pool.js';
import { MixSession, type MixSessionDeps } from './mix-session.js';
import type { NativeConnection } from './native-connection.js';
import type { SampleFormat } from './native-packet.js';
import type { AudioSettings } from './native-v3-messages.js';
import { RawSession, type RawSessionDeps } from './raw-session.js';
import { RAW_MBITS, RawShare } from './raw-share.js';
import type { UdpPort } from './udp-port.js';

export interface NativeSessionsDeps {
  readonly memory: WebAssembly.Memory;
  readonly encoders: EncoderPool;
  readonly raw: Omit<RawSessionDeps, 'fail' | 'wake' | 'share'>;
  publish(connection: number, topic: string, payload: unknown): void;
  subscribe(connection: number, topics: readonly string[]): void;
  unsubscribe(connection: number, topics: readonly string[]): void;
  wake(): void;
}

export class NativeSessions {
  readonly #deps: NativeSessionsDeps;
  readonly #udp: UdpPort;
  /** Logs a line once. */
  readonly #warnOnce: (line: string) => void;
  readonly #byNumber = new Map<number, MixSession>();
  readonly #byKey = new Map<string, { session: MixSession; address: string }>();
  readonly #share = new RawShare();

  constructor(deps: NativeSessionsDeps, udp: UdpPort, warnOnce: (line: string) => void) {
    this.#deps = deps;
    this.#udp = udp;
    this.#warnOnce = warnOnce;
  }

  /** The session of a connection of version 3. */
  numbered(connection: number): MixSession | undefined {
    return this.#byNumber.get(connection);
  }

  /** A hello with this key arrived. Sound goes only to an address that also holds the TCP connection. */
  hello(key: string, address: string, port: number): void {
    const known = this.#byKey.get(key);
    if (known?.address === address) known.session.hello(address, port);
  }

  /** A session of version 2. `json`: its handshake. */
  raw(
    connection: NativeConnection,
    json: Readonly<Record<string, unknown>>,
    format: SampleFormat,
    grant: NativeGrant,
  ): RawSession {
    const { number, address } = connection;
    const asking = { address, standing: grant.standing ?? ('newcomer' as const) };
    const deps: RawSessionDeps = {
      ...this.#deps.raw,
      wake: this.#deps.wake,
      fail: () => connection.fail('too_much_unread'),
      share: (mbits, leaveOut) => {
        const granted = this.#share.take(number, asking, mbits, leaveOut);
        if (!granted)
          this.#warnOnce(
            `raw channels of apps need more than ${RAW_MBITS.limit} Mbit/s, or ${RAW_MBITS.share} of one address (${address}): some are left out`,
          );
        return granted;
      },
    };
    return new RawSession(deps, connection.outlet, json, format, grant, monotonicMs());
  }

  /** A session of version 3, which hears a bus. */
  mix(connection: NativeConnection, settings: AudioSettings, grant: NativeGrant, bus: number): MixSession {
    const { clock, boxVersion, source, clientsConnected } = this.#deps.raw;
    const { number } = connection;
    const deps: MixSessionDeps = {
      clock,
      encoders: this.#deps.encoders,
      boxVersion,
      source,
      clientsConnected,
      udp: this.#udp,
      publish: (topic, payload) => this.#deps.publish(number, topic, payload),
      subscribe: (topics) => this.#deps.subscribe(number, topics),
      unsubscribe: (topics) => this.#deps.unsubscribe(number, topics),
      wake: this.#deps.wake,
      fail: () => connection.fail('too_much_unread'),
    };
    const reader = new BusReader(this.#deps.memory, bus);
    const session = new MixSession(deps, connection.outlet, settings, grant, reader, monotonicMs());
    this.#byNumber.set(number, session);
    this.#byKey.set(session.key, { session, address: connection.address });
    return session;
  }

  /** The connection has ended. */
  forget(connection: number): void {
    this.#share.gone(connection);
    const session = this.#byNumber.get(connection);
    if (session === undefined) return;
    this.#byNumber.delete(connection);
    this.#byKey.delete(session.key);
  }
}
