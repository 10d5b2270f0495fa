/**
 * Wires the parts of the box in order: sockets, control with its store, sound, page. Each part registers how it
 * stops. They stop in reverse: first no new connections, then the sound, then control, which saves what is unsaved.
 */
import { fileURLToPath } from 'node:url';
import { loadAddon } from '../addon/index.js';
import { createEngine } from '../audio/engine.js';
import type { SourceDescription } from '../audio/format.js';
import { barrier, type FaultSink } from '../base/barrier.js';
import { createControl } from '../control/control.js';
import type { Opened } from '../control/store/recovery.js';
import { ConnectionLimit } from '../net/connection-limit.js';
import { createSocketServer } from '../net/create-socket-server.js';
import { connectionLimits } from '../net/descriptors.js';
import { frontDoor } from '../net/front-door.js';
import { OwnHosts } from '../net/own-hosts.js';
import type { HttpReply, HttpRequest, SocketServer } from '../net/socket-server.js';
import { AwaitedSource } from './awaited-source.js';
import { BoxNames } from './box-names.js';
import { Health } from './health.js';
import { createLabelPage } from './label-page.js';
import type { LastResort } from './last-resort.js';
import type { Lifecycle } from './lifecycle.js';
import { Liveness } from './liveness.js';
import { Machine } from './machine.js';
import { type Captive, createCaptive } from './network/captive-door.js';
import { announce, type MdnsFigures } from './network/mdns.js';
import { PageFiles } from './page-files.js';
import { SettingFault } from './setting-fault.js';
import { booleanSetting, numberSetting, type Settings, textSetting } from './settings.js';
import { createSettingsApi } from './settings-api.js';
import type { SettingName } from './settings-table.js';
import { createSystemApi } from './system-api.js';

const PAGE_FOLDER = fileURLToPath(new URL('../../web', import.meta.url));

export interface AppOptions {
  readonly settings: Settings;
  readonly source: SourceDescription;
  /** The opening of the data folder's store, already under way. */
  readonly opening: Promise<Opened>;
  readonly version: string;
  readonly life: Lifecycle;
  readonly lastResort: LastResort;
  /** Called when the data folder was removed while the box ran, and has been created again. */
  readonly onFolderMadeAnew?: () => void;
  /** Writes one line to the log. */
  readonly log: (line: string) => void;
}

export interface App {
  /** Printed after `ready`. */
  readonly url: string;
  readonly engineerPin: string;
  /** Whether every thread progresses; the watchdog's heartbeat goes on only while they do. */
  well(): boolean;
}

/** Throws a `SettingFault` for a port or folder that cannot be used, or an `AggregateError` of several. */
export async function startApp({
  settings,
  source,
  opening,
  version,
  life,
  lastResort,
  log,
  onFolderMadeAnew,
}: AppOptions): Promise<App> {
  const host = textSetting(settings, 'host')!;
  const tls = tlsFiles(settings);
  const connections = new ConnectionLimit(connectionLimits('control'));
  const names = new BoxNames(host, textSetting(settings, 'host-names'));
  let captive: Captive | undefined;
  const guard = frontDoor({
    hosts: new OwnHosts(names.list),
    foreign: (request) => captive?.foreign(request),
    pages: true,
  });
  const onFault: FaultSink = (door, error) => control.onFault(door, error);
  const server = createSocketServer({ guard, connections, onFault });
  const secureServer =
    tls && (await named('tls-cert', async () => createSocketServer({ tls, guard, connections, onFault })));
  const also = settings.values.get('also-web-port');
  const servers: SocketServer[] = [server, secureServer].filter((one) => one !== undefined);
  life.started('the page', 300, async () => {
    await Promise.all(servers.map((one) => one.close()));
  });

  const control = await named('mqtt-port', () =>
    createControl({
      dataDir: textSetting(settings, 'data-dir')!,
      opening,
      host,
      mqttPort: numberSetting(settings, 'mqtt-port'),
      channels: source.channels,
      sampleRate: source.sampleRate,
      periodFrames: numberSetting(settings, 'period'),
      sourceLabel: source.label,
      boxName: textSetting(settings, 'name')!,
      boxVersion: version,
      engineerPin: textSetting(settings, 'engineer-pin'),
      audioPath: '/audio',
      server,
      connections,
      probe: loadAddon(),
      allowUnverified: textSetting(settings, 'native-clients') === 'allow',
      backupEveryMs: numberSetting(settings, 'backup-interval') * 60_000,
      onFolderMadeAnew,
      notes: settings.left.map((line) => ['setting_left_out', line] as const),
      log,
    }),
  );
  for (const one of servers) if (one !== server) control.serve(one);
  names.serial(control.serial);
  life.started('control', 700, () => control.stop());

  const engine = await createEngine(
    {
      source,
      periodFrames: numberSetting(settings, 'period'),
      host,
      audioPort: numberSetting(settings, 'audio-port'),
      nativePort: numberSetting(settings, 'native-port'),
      ...(tls ? { tls: { ...tls, port: numberSetting(settings, 'tls-audio-port') } } : {}),
      limiterCeilingDb: numberSetting(settings, 'limiter-ceiling'),
      realtimePriority: numberSetting(settings, 'realtime-priority'),
      captureCpu: numberSetting(settings, 'capture-cpu'),
      lockMemory: booleanSetting(settings, 'lock-memory'),
      boxVersion: version,
      hostNames: names.list(),
      onFault: control.onFault,
      onDeath: (error) => lastResort.take('a thread', error),
    },
    control.authority,
  );
  life.started('sound', 600, () => engine.stop());
  names.follow((list) => engine.setHostNames(list));
  life.started('names', 50, async () => names.stop());
  engine.onWarning((line) => log(line));
  control.attachEngine(engine);
  const liveness = new Liveness({
    progress: () => engine.progress(),
    showMain: () => engine.showMainProgress(),
    stuck: (thread, ageMs) => {
      const text = `the ${thread} thread stands still for ${(ageMs / 1000).toFixed(1)} s`;
      lastResort.take(`the ${thread} thread`, text);
    },
  });
  life.started('the watch over threads', 100, () => liveness.stop());

  const page = new PageFiles(PAGE_FOLDER);
  const machine = new Machine({ dataDir: textSetting(settings, 'data-dir')! });
  let mdnsFigures: (() => MdnsFigures) | undefined;
  const health = new Health({
    version,
    engine: () => engine,
    control: () => control.stats(),
    machine: () => machine.figures(),
    mdns: () => mdnsFigures?.(),
    threads: () => liveness.figures(),
    who: (request) => control.bearer(request.header('authorization')),
  });
  life.started('health', 100, () => {
    health.stop();
    machine.stop();
  });
  const roleOf = async (request: HttpRequest) => control.bearer(request.header('authorization'))?.role;
  let playing = source;
  const play = async (next: SourceDescription): Promise<void> => {
    await engine.switchSource(next);
    playing = next;
    control.setSource(next);
  };
  const awaited = source.kind === 'silence' ? new AwaitedSource(source.spec, { play, log }) : undefined;
  life.started('the awaited source', 100, () => awaited?.stop());
  const settingsApi = createSettingsApi({
    settings,
    roleOf,
    source: () => playing,
    apply: (name, value) => {
      if (name === 'native-clients') control.admitUnverified(value === 'allow');
    },
    switchSource: async (next) => {
      await play(next);
      awaited?.stop();
    },
  });
  const systemApi = createSystemApi({ roleOf });
  const label = createLabelPage({ engineerPin: () => control.engineerPin });
  const answer = async (request: HttpRequest): Promise<HttpReply> => {
    const turned = captive?.own(request) ?? label(request);
    if (turned) return turned;
    // Requests for control take their turn inside control.
    const refused = controls(request.path) ? undefined : await control.turn(request);
    if (refused) return refused;
    const figures = health.answer(request);
    if (figures) return figures;
    return (
      (await settingsApi(request)) ?? (await systemApi(request)) ?? (await control.http(request)) ?? page.reply(request)
    );
  };
  for (const one of servers) one.http(answer);
  const port = await named('web-port', () => server.listen(host, numberSetting(settings, 'web-port')));
  if (typeof also === 'number') await named('also-web-port', () => server.listen(host, also));
  if (secureServer) {
    const wanted = numberSetting(settings, 'tls-web-port');
    const webPort = await named('tls-web-port', () => secureServer.listen(host, wanted));
    control.setTls({ webPort, audioPort: engine.tlsAudioPort! });
  }
  if (booleanSetting(settings, 'captive-portal'))
    captive = createCaptive({ port: typeof also === 'number' ? also : port });
  // A box that listens on loopback only has nobody to announce itself to.
  if (booleanSetting(settings, 'mdns') && !/^(127\.|::1$|localhost$)/.test(host)) {
    const mdns = announce({
      name: textSetting(settings, 'name')!,
      serial: control.serial,
      version,
      webPort: port,
      audioPort: engine.audioPort,
      nativePort: engine.nativePort,
      on: textSetting(settings, 'mdns-interface'),
      log,
      trouble: barrier('mDNS', control.onFault, (line: string) => control.note('mdns', line)),
    });
    names.announced(mdns.hostNames);
    mdnsFigures = mdns.figures;
    life.started('mDNS', 300, () => mdns.stop());
  }

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/`,
    engineerPin: control.engineerPin,
    well: () => liveness.well,
  };
}

/** Whether control itself serves a path. */
const controls = (path: string): boolean => path.startsWith('/api/') && path !== '/api/health';

function tlsFiles(settings: Settings): { certFile: string; keyFile: string } | undefined {
  const certFile = textSetting(settings, 'tls-cert');
  const keyFile = textSetting(settings, 'tls-key');
  return certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : undefined;
}

/** Names the faulty setting when a part cannot start: `host` if the address does not belong to this machine. */
async function named<T>(setting: SettingName, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SettingFault(/ is not an address of this machine$/.test(message) ? 'host' : setting, message);
  }
}
