/**
 * The control plane as one thing: opens the store, restores, serves `/api` and MQTT, and is the authority the audio side asks.
 * Runs, and is tested, with no audio: an engine may be attached later or never. Main thread only.
 */
import { join } from 'node:path';
import type { Engine, ListenerAuthority } from '../audio/engine-api.js';
import type { ChannelInfo } from '../audio/format.js';
import type { HttpReply, HttpRequest, SocketServer } from '../audio/stream/socket-server.js';
import { Announcer } from './announcer.js';
import { Broker } from './broker/broker.js';
import { channelViews } from './channels.js';
import { Directory, THE_BOX } from './directory.js';
import { Door } from './door.js';
import type { Draft } from './draft.js';
import { Router } from './http/router.js';
import { coreRoutes } from './http/routes-core.js';
import { readPin, readSerial } from './identity.js';
import { mqttRules } from './mqtt-rules.js';
import { createAuthority } from './native-authority.js';
import { OpIndex } from './ops.js';
import { displayName } from './registry.js';
import { State } from './state.js';
import { LmdbStore } from './store/lmdb-store.js';
import { loadState } from './store/loader.js';
import { MemoryStore } from './store/memory-store.js';
import { Saver, storeStats } from './store/saver.js';
import type { Store } from './store/store.js';
import { asStoreError, StoreError } from './store/store.js';
import { newEpoch } from './tokens.js';

/** The audio side as control uses it; `Engine` fits. */
export type EngineHooks = Pick<
  Engine,
  'setMix' | 'disconnect' | 'stats' | 'meters' | 'busMeters' | 'on' | 'onWarning' | 'audioPort' | 'nativePort'
>;

export interface ControlOptions {
  /** The only folder written. */
  readonly dataDir: string;
  readonly host: string;
  /** 0 picks a free port. */
  readonly mqttPort: number;
  /** As the source names them. */
  readonly channels: readonly ChannelInfo[];
  /** Hertz. */
  readonly sampleRate: number;
  readonly periodFrames: number;
  readonly sourceLabel: string;
  readonly boxName: string;
  readonly boxVersion: string;
  /** 6 digits; without it one is made and kept in the data folder. */
  readonly engineerPin?: string;
  /** Path of the audio WebSocket. */
  readonly audioPath: string;
  /** The page's server: `/mqtt` is served on it. Absent in tests of TCP alone. */
  readonly server?: SocketServer;
  /** Native clients without a token may come. */
  readonly allowUnverified?: boolean;
  /** How long a change may be on its way to disk before people are told, ms. */
  readonly slowMs?: number;
  readonly retryMs?: number;
  /** One line for the log. */
  readonly log?: (line: string) => void;
}

export interface Control {
  readonly authority: ListenerAuthority;
  readonly engineerPin: string;
  readonly serial: string;
  /** Real MQTT port. */
  readonly mqttPort: number;
  /** Devices known, and how long the restore took, ms. */
  readonly restored: { readonly devices: number; readonly ms: number };
  /** Everything under `/api` but `/api/health`; undefined for other paths. Never throws. */
  http(request: HttpRequest): Promise<HttpReply | undefined>;
  attachEngine(engine: EngineHooks): void;
  /** The source changed: other channels. */
  setSource(source: { channels: readonly ChannelInfo[]; sampleRate: number; label: string }): void;
  /** Counters for `/api/health` and `/metrics`. */
  stats(): Record<string, unknown>;
  /** Saves what is unsaved and closes everything, within 1 s. */
  stop(): Promise<void>;
}

export async function createControl(options: ControlOptions): Promise<Control> {
  const log = options.log ?? (() => {});
  const started = performance.now();
  const engineerPin = options.engineerPin ?? readPin(options.dataDir);
  const serial = readSerial(options.dataDir);
  let source = { channels: options.channels, sampleRate: options.sampleRate, label: options.sourceLabel };
  let engine: EngineHooks | undefined;

  const state = new State();
  const store = openStore(join(options.dataDir, 'store'), log);
  const { bad } = loadState(state, store.load(), newEpoch);
  if (bad.length > 0) log(`store: left out ${bad.length} damaged records (${bad.slice(0, 3).join(', ')}…)`);
  const ops = new OpIndex(state);
  const saver = new Saver(store, {
    slowMs: options.slowMs ?? 1000,
    retryMs: options.retryMs ?? 1000,
    read: (key) => readKey(state, key),
    onState: (trouble) =>
      log(trouble ? `store: ${trouble.message}; changes are kept in memory` : 'store: everything is saved again'),
  });

  let broker: Broker | undefined;
  const channels = () => source.channels.length;
  const box = () => ({
    name: options.boxName,
    serial,
    version: options.boxVersion,
    sampleRate: source.sampleRate,
    periodFrames: options.periodFrames,
    source: source.label,
    channels: channelViews(state, source.channels).map(({ index, name, color, icon }) => ({
      index,
      name,
      color,
      icon,
    })),
    audio: { port: engine?.audioPort ?? 0, path: options.audioPath },
    native: { port: engine?.nativePort ?? 0 },
    mqtt: { port: control.mqttPort, wsPath: '/mqtt' },
    epoch: state.meta.epoch,
  });

  const announcer = new Announcer({
    state,
    source: () => source.channels,
    connections: (uuid) => directory.connections(uuid),
    publish: (topic, payload) => broker?.publish(topic, payload),
    wanted: (topic) => broker?.wanted(topic) ?? false,
    setMix: (uuid, mix, { fromNative }) => engine?.setMix(uuid, mix, { fromNative }),
    extra: (topic) => extraBody(topic),
  });
  const onFault = (error: unknown) =>
    log(`control: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const door = new Door({ state, saver: () => saver, ops: () => ops, channels, now: Date.now, announce, onFault });
  const directory = new Directory(state, door, (uuids) => announcer.presence(uuids, Date.now()));

  function extraBody(topic: string): unknown {
    const [, , room, name, last] = topic.split('/');
    if (topic === 'sb/1/box/info') return box();
    if (room === 'devices' && last === 'welcome') return welcome(name!);
    return undefined;
  }

  function welcome(uuid: string): unknown {
    const device = state.get('device', uuid);
    if (!device) return undefined;
    const restored = !directory.isFresh(uuid);
    directory.greeted(uuid);
    return {
      uuid,
      name: displayName(device),
      role: device.role,
      restored,
      reconnections: device.reconnections,
      rev: state.get('mix', uuid)?.rev ?? 0,
      epoch: state.meta.epoch,
    };
  }

  function announce(draft: Draft): void {
    announcer.announce(draft);
    for (const effect of draft.effects) {
      if (effect.type === 'snapshot') {
        const topic = `sb/1/mix/${effect.uuid}/snapshot`;
        broker?.send(draft.actor.uuid, topic, announcer.bodyOf(topic));
      } else if (effect.type === 'kick') {
        broker?.kick(effect.uuid, 4403, 'disconnected by the engineer');
        engine?.disconnect(effect.uuid);
      }
    }
  }

  const router = new Router({
    routes: coreRoutes({
      state,
      door,
      directory,
      announcer,
      channels,
      engineerPin,
      box,
    }),
    byToken: (token) => directory.byToken(token),
    onFault,
  });

  broker = await Broker.create(mqttRules({ door, directory, announcer, broker: () => broker! }));
  if (options.server) broker.serve(options.server);
  const mqttPort = await broker.listen(options.host, options.mqttPort);
  // The store's own record of epoch and revision exists from the first start on.
  saver.save(['meta/box']);

  const control: Control = {
    authority: createAuthority({
      state,
      door,
      channels,
      clientsConnected: () => directory.live,
      allowUnverified: () => options.allowUnverified ?? true,
      patienceMs: options.slowMs ?? 1000,
    }),
    engineerPin,
    serial,
    mqttPort,
    restored: { devices: state.count('device'), ms: performance.now() - started },
    http: (request) => router.handle(request),
    attachEngine(attached) {
      engine = attached;
      attached.on((event) => {
        if (event.type === 'joined')
          directory.setConnection(event.device, event.kind === 'web' ? 'audio' : 'native', true);
        else if (event.type === 'left')
          directory.setConnection(event.device, event.kind === 'web' ? 'audio' : 'native', false);
      });
    },
    setSource(next) {
      source = next;
      door.apply(THE_BOX, (draft) => {
        draft.counts = false;
      });
      broker?.publish('sb/1/box/info', box());
      broker?.publish('sb/1/box/channels', announcer.channels());
    },
    stats: () => ({
      store: storeStats(saver),
      control: {
        rev: state.meta.rev,
        devices: state.count('device'),
        connected: directory.live,
        mqtt: broker!.connected,
        ...door.counts,
        ...broker!.counts,
      },
    }),
    async stop() {
      await broker!.stop();
      if (!(await saver.flush(600))) log('store: some changes could not be saved before the end');
      saver.stop();
      await store.close();
    },
  };
  return control;
}

function readKey(state: State, key: string): unknown {
  const slash = key.indexOf('/');
  return state.get(key.slice(0, slash) as Parameters<State['get']>[0], key.slice(slash + 1));
}

/** The store of the data folder; one that can only be read serves this run from memory, and one that cannot be opened too. */
function openStore(folder: string, log: (line: string) => void): Store {
  try {
    return LmdbStore.open(folder);
  } catch (error) {
    const trouble = asStoreError(error);
    log(`store: ${folder}: ${trouble.message}`);
    try {
      return LmdbStore.open(folder, { readOnly: true });
    } catch {
      return new MemoryStore([], new StoreError(trouble.code, trouble.message));
    }
  }
}
