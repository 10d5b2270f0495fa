/** The HTTP servers of the page and of control: made first, opened last. */
import type { FaultSink } from '../base/barrier.js';
import { CodedError } from '../base/errors.js';
import { ConnectionLimit } from '../net/connection-limit.js';
import { createSocketServer } from '../net/create-socket-server.js';
import { connectionLimits } from '../net/descriptors.js';
import { frontDoor } from '../net/front-door.js';
import { OwnHosts } from '../net/own-hosts.js';
import type { SocketServer } from '../net/socket-server.js';
import type { AppOptions } from './app-options.js';
import { BoxNames } from './box-names.js';
import { type Captive, createCaptive } from './network/captive-door.js';
import type { Parts } from './parts.js';
import { SettingFault } from './settings/setting-fault.js';
import { booleanSetting, numberSetting, type Settings, textSetting } from './settings/settings.js';
import type { SettingName } from './settings/settings-table.js';

/** The HTTP servers, and what they ask about each request. */
export interface Servers {
  readonly main: SocketServer;
  readonly secure: SocketServer | undefined;
  readonly all: readonly SocketServer[];
  readonly connections: ConnectionLimit;
  readonly names: BoxNames;
  /** Answers what phones ask to find out whether there is an Internet. Undefined without `captive-portal`. */
  captive: Captive | undefined;
  /** Gets the faults of their handlers, once control is there to note them. */
  onFault: FaultSink;
}

export async function createServers({ settings, life, log }: AppOptions): Promise<Servers> {
  const tls = tlsFiles(settings);
  const connections = new ConnectionLimit(connectionLimits('control'));
  const names = new BoxNames(textSetting(settings, 'host')!, textSetting(settings, 'host-names'));
  const guard = frontDoor({
    hosts: new OwnHosts(names.list),
    foreign: (request) => servers.captive?.foreign(request),
    pages: true,
  });
  const onFault: FaultSink = (door, error) => servers.onFault(door, error);
  const main = createSocketServer({ guard, connections, onFault });
  const secure = tls && (await named('tls-cert', async () => createSocketServer({ tls, guard, connections, onFault })));
  const servers: Servers = {
    main,
    secure,
    all: secure === undefined ? [main] : [main, secure],
    connections,
    names,
    captive: undefined,
    onFault: (door, error) => log(`${door}: ${String(error)}`),
  };
  life.started('the page', 300, async () => {
    await Promise.all(servers.all.map((one) => one.close()));
  });
  return servers;
}

/** Opens the ports of the page. Returns the first one's number. */
export async function listen(settings: Settings, servers: Servers, { control, engine }: Parts): Promise<number> {
  const host = textSetting(settings, 'host')!;
  const also = settings.values.get('also-web-port');
  const { main, secure } = servers;
  const port = await named('web-port', () => main.listen(host, numberSetting(settings, 'web-port')));
  if (typeof also === 'number') await named('also-web-port', () => main.listen(host, also));
  if (secure) {
    const wanted = numberSetting(settings, 'tls-web-port');
    const webPort = await named('tls-web-port', () => secure.listen(host, wanted));
    control.setTls({ webPort, audioPort: engine.tlsAudioPort! });
  }
  if (booleanSetting(settings, 'captive-portal'))
    servers.captive = createCaptive({ port: typeof also === 'number' ? also : port });
  return port;
}

export function tlsFiles(settings: Settings): { certFile: string; keyFile: string } | undefined {
  const certFile = textSetting(settings, 'tls-cert');
  const keyFile = textSetting(settings, 'tls-key');
  return certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : undefined;
}

/** Names the faulty setting when a part cannot start: `host` if the address does not belong to this machine. */
export async function named<T>(setting: SettingName, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const ofHost = error instanceof CodedError && error.code === 'bad_address';
    throw new SettingFault(ofHost ? 'host' : setting, message);
  }
}
