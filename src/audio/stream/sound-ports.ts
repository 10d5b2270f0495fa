/**
 * The ports of the stream worker: web audio, web audio over TLS, and native. Stream worker only.
 */
import type { LoadedAddon } from '../../addon/index.js';
import type { ListenerTuning } from '../../addon/sockets/socket-tuning.js';
import type { FaultSink } from '../../base/barrier.js';
import { CodedError } from '../../base/errors.js';
import type { ConnectionLimit } from '../../net/connection-limit.js';
import { createSocketServer } from '../../net/create-socket-server.js';
import { frontDoor } from '../../net/front-door.js';
import { OwnHosts } from '../../net/own-hosts.js';
import { NATIVE_TUNING, tunePort, WEB_TUNING } from '../../net/socket-buffers.js';
import type { SocketServer } from '../../net/socket-server.js';
import type { NativeServer } from './native/native-server.js';
import type { FromStream, StreamWorkerData } from './stream-messages.js';
import type { WebAudioServer } from './web/web-server.js';

type Listening = Omit<Extract<FromStream, { type: 'listening' }>, 'type'>;
type Failed = Omit<Extract<FromStream, { type: 'failed' }>, 'type'>;

export interface SoundPortsDeps {
  readonly web: WebAudioServer;
  readonly native: NativeServer;
  readonly connections: ConnectionLimit;
  readonly addon: LoadedAddon;
  readonly onFault: FaultSink;
  hostNames(): readonly string[];
  warn(line: string): void;
}

export class SoundPorts {
  readonly #deps: SoundPortsDeps;
  readonly #servers: SocketServer[] = [];

  constructor(deps: SoundPortsDeps) {
    this.#deps = deps;
  }

  /** Opens all ports. Resolves to the real ones, or to the setting whose port could not be opened. */
  async open({ host, audioPort, nativePort, tls }: StreamWorkerData): Promise<Listening | Failed> {
    const { connections, onFault, native, addon } = this.#deps;
    const guard = frontDoor({ hosts: new OwnHosts(() => this.#deps.hostNames()) });
    let setting: Failed['setting'] = '--audio-port';
    try {
      const opened: { audioPort: number; nativePort: number; tlsAudioPort?: number } = { audioPort: 0, nativePort: 0 };
      opened.audioPort = await this.#listen(createSocketServer({ guard, connections, onFault }), host, audioPort);
      if (tls !== undefined) {
        setting = '--tls-audio-port';
        const server = createSocketServer({ tls, guard, connections, onFault });
        opened.tlsAudioPort = await this.#listen(server, host, tls.port);
      }
      setting = '--native-port';
      opened.nativePort = await native.listen(host, nativePort);
      this.#tune(opened.nativePort, NATIVE_TUNING);
      if (!addon.ok)
        this.#deps.warn(`${addon.reason}; without it a listener that falls behind may hear seconds-old sound`);
      return opened;
    } catch (error) {
      return { setting, message: error instanceof CodedError ? error.message : String(error) };
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#deps.native.close(), ...this.#servers.map((server) => server.close())]);
  }

  async #listen(server: SocketServer, host: string, port: number): Promise<number> {
    this.#servers.push(server);
    this.#deps.web.attach(server);
    const real = await server.listen(host, port);
    this.#tune(real, WEB_TUNING);
    return real;
  }

  #tune(port: number, tuning: ListenerTuning): void {
    const { addon, warn } = this.#deps;
    if (!addon.ok) return;
    const line = tunePort(addon.addon, port, tuning);
    if (line !== undefined) warn(line);
  }
}
