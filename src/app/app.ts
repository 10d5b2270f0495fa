/**
 * Wires the parts of the box in order: sockets, control with its store, sound, page. Each part registers how it
 * stops. They stop in reverse: first no new connections, then the sound, then control, which saves what is unsaved.
 */
import { loadAddon } from '../addon/index.js';
import { createEngine } from '../audio/engine.js';
import type { Engine } from '../audio/engine-api.js';
import { barrier } from '../base/barrier.js';
import { createControl } from '../control/control.js';
import type { Control } from '../control/control-api.js';
import type { AppOptions } from './app-options.js';
import { createAnswer, type Figures } from './http/answer.js';
import { startMedia } from './media/media-process.js';
import { announce } from './network/mdns.js';
import type { Parts } from './parts.js';
import { Liveness } from './process/liveness.js';
import { type Air, startAir } from './radio/start-air.js';
import { Remote } from './remote/remote.js';
import { createServers, listen, named, type Servers, tlsFiles } from './servers.js';
import { booleanSetting, numberSetting, textSetting } from './settings/settings.js';

export interface App {
  /** Printed after `ready`. */
  readonly url: string;
  readonly engineerPin: string;
  /** Whether every thread progresses; the watchdog's heartbeat goes on only while they do. */
  well(): boolean;
}

/** Throws a `SettingFault` for a port or folder that cannot be used, or an `AggregateError` of several. */
export async function startApp(options: AppOptions): Promise<App> {
  const { settings, life } = options;
  const servers = await createServers(options);
  const control = await startControl(options, servers);
  servers.onFault = control.onFault;
  const air = startAir(control, life);
  const engine = await startSound(options, servers, control, air);
  startWebRtc(options, engine);
  const liveness = watchThreads(options, engine);
  const remote = startRemote(options, control);
  const parts = { control, engine, liveness, air, remote };
  const figures: Figures = { mdns: undefined };
  const answer = createAnswer(options, servers, parts, figures);
  for (const one of servers.all) one.http(answer);
  const port = await listen(settings, servers, parts);
  const mdns = announceBox(options, parts, port);
  if (mdns !== undefined) {
    servers.names.announced(mdns.hostNames);
    figures.mdns = mdns.figures;
    life.started('mDNS', 300, () => mdns.stop());
  }
  const host = textSetting(settings, 'host')!;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/`,
    engineerPin: control.engineerPin,
    well: () => liveness.well,
  };
}

async function startControl(
  { settings, source, opening, version, life, log, onFolderMadeAnew }: AppOptions,
  servers: Servers,
): Promise<Control> {
  const control = await named('mqtt-port', () =>
    createControl({
      dataDir: textSetting(settings, 'data-dir')!,
      opening,
      host: textSetting(settings, 'host')!,
      mqttPort: numberSetting(settings, 'mqtt-port'),
      channels: source.channels,
      sampleRate: source.sampleRate,
      periodFrames: numberSetting(settings, 'period'),
      sourceLabel: source.label,
      sourceSpec: source.spec,
      boxName: textSetting(settings, 'name')!,
      boxVersion: version,
      engineerPin: textSetting(settings, 'engineer-pin'),
      audioPath: '/audio',
      server: servers.main,
      connections: servers.connections,
      probe: loadAddon(),
      allowUnverified: textSetting(settings, 'native-clients') === 'allow',
      backupEveryMs: numberSetting(settings, 'backup-interval') * 60_000,
      onFolderMadeAnew,
      notes: settings.left.map((line) => ['setting_left_out', line] as const),
      log,
    }),
  );
  for (const one of servers.all) if (one !== servers.main) control.serve(one);
  servers.names.serial(control.serial);
  life.started('control', 700, () => control.stop());
  return control;
}

async function startSound(
  { settings, source, version, life, lastResort, log }: AppOptions,
  { names }: Servers,
  control: Control,
  air: Air,
): Promise<Engine> {
  const tls = tlsFiles(settings);
  const engine = await createEngine(
    {
      source,
      periodFrames: numberSetting(settings, 'period'),
      host: textSetting(settings, 'host')!,
      audioPort: numberSetting(settings, 'audio-port'),
      nativePort: numberSetting(settings, 'native-port'),
      mediaPort: numberSetting(settings, 'media-port'),
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
    air.authority,
  );
  air.attach(engine);
  life.started('sound', 600, () => engine.stop());
  names.follow((list) => engine.setHostNames(list));
  life.started('names', 50, async () => names.stop());
  engine.onWarning((line) => log(line));
  control.attachEngine(engine);
  return engine;
}

/** Makes sound by WebRTC possible: by a process of the system's, or by a child. */
function startWebRtc({ settings, life, log }: AppOptions, engine: Engine): void {
  const path = textSetting(settings, 'media-socket');
  if (!booleanSetting(settings, 'webrtc')) return;
  if (path !== undefined) {
    engine.useMedia(path);
    return;
  }
  engine.useMedia(undefined);
  try {
    const media = startMedia((at) => engine.useMedia(at), log);
    life.started('the media process', 300, () => media.stop());
  } catch (error) {
    log(`no sound by WebRTC: ${String(error)}`);
  }
}

/** A pedal and MIDI move the setlist. */
function startRemote({ settings, life, log }: AppOptions, control: Control): Remote {
  const remote = new Remote({
    settings: { pedal: textSetting(settings, 'pedal')!, 'midi-in': textSetting(settings, 'midi-in')! },
    go: (step, by) => {
      const refused = control.stepSong(step, by);
      if (refused !== undefined) log(`${by}: ${refused}`);
    },
    log,
  });
  life.started('pedal and MIDI', 100, async () => remote.stop());
  return remote;
}

/** Ends the box, so that it is started again, if one of its threads stands still. */
function watchThreads({ life, lastResort }: AppOptions, engine: Engine): Liveness {
  const liveness = new Liveness({
    progress: () => engine.progress(),
    showMain: () => engine.showMainProgress(),
    stuck: (thread, ageMs) => {
      const text = `the ${thread} thread stands still for ${(ageMs / 1000).toFixed(1)} s`;
      lastResort.take(`the ${thread} thread`, text);
    },
  });
  life.started('the watch over threads', 100, () => liveness.stop());
  return liveness;
}

/** Announces the box by mDNS, unless it listens on loopback only: then it has nobody to announce itself to. */
function announceBox(
  { settings, version, log }: AppOptions,
  { control, engine }: Parts,
  port: number,
): ReturnType<typeof announce> | undefined {
  const host = textSetting(settings, 'host')!;
  if (!booleanSetting(settings, 'mdns') || /^(127\.|::1$|localhost$)/.test(host)) return undefined;
  return announce({
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
}
