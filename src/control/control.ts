/**
 * Puts the control plane together: opens the store, restores the state, serves `/api` and MQTT, and is the authority
 * that the audio side asks. Also runs without audio: an engine is attached later, or never. Main thread only.
 */

import type { ListenerEvent } from '../audio/engine-api.js';
import { barrier } from '../base/barrier.js';
import type { NoteCode, TellNote } from '../wire/note-codes.js';
import { parseTopic } from '../wire/parse-topic.js';
import { topics } from '../wire/topics.js';
import { Door } from './commands/door.js';
import { readersOf } from './commands/rights.js';
import type { Control, ControlOptions, EngineHooks } from './control-api.js';
import { ClientBudgets } from './guard/client-budget.js';
import { Faults } from './guard/faults.js';
import { bearerToken, Router } from './http/router.js';
import { bandRoutes } from './http/routes-band.js';
import { coreRoutes } from './http/routes-core.js';
import { Broker } from './mqtt/broker.js';
import { mqttRules } from './mqtt/mqtt-rules.js';
import { createAuthority } from './native/native-authority.js';
import { NativeTunnels } from './native/native-tunnels.js';
import { Directory } from './presence/directory.js';
import { Housekeeping } from './presence/housekeeping.js';
import { Newcomers } from './presence/newcomers.js';
import type { SourceNow, TlsPorts } from './publish/about-box.js';
import { AboutBox } from './publish/about-box.js';
import { Announcer } from './publish/announcer.js';
import { Bodies } from './publish/bodies.js';
import { Meters } from './publish/meters.js';
import { Status } from './publish/status.js';
import { BoxClock } from './state/box-clock.js';
import type { Draft } from './state/draft.js';
import { readPin, readSerial } from './store/identity.js';
import { Keeper } from './store/keeper.js';
import { openStore } from './store/open-store.js';
import { storeStats } from './store/saver.js';

export type { Control, ControlOptions, EngineHooks } from './control-api.js';

export async function createControl(options: ControlOptions): Promise<Control> {
  const log = options.log ?? (() => {});
  const slowMs = options.slowMs ?? 1000;
  const clock = new BoxClock(options.clocks);
  let source: SourceNow = { channels: options.channels, sampleRate: options.sampleRate, label: options.sourceLabel };
  let engine: EngineHooks | undefined;
  let broker: Broker | undefined;
  let mqttPort = 0;
  let tls: TlsPorts | undefined;
  let allowUnverified = options.allowUnverified ?? true;

  const early: [NoteCode, string][] = [...(options.notes ?? [])];
  let note: TellNote = (code, message) => {
    early.push([code, message]);
  };
  const say: TellNote = (code, message) => note(code, message);
  const engineerPin = options.engineerPin ?? readPin(options.dataDir, say);
  const serial = readSerial(options.dataDir, say);
  let onTrouble = (): void => {};
  const keeper = await Keeper.open({
    dataDir: options.dataDir,
    opened: options.opening ?? openStore(options.dataDir),
    clock,
    slowMs,
    retryMs: options.retryMs ?? 1000,
    backupEveryMs: options.backupEveryMs ?? 600_000,
    note: say,
    onMadeAnew: () => {
      options.onFolderMadeAnew?.();
      readSerial(options.dataDir, say, serial);
      if (options.engineerPin === undefined) readPin(options.dataDir, say, engineerPin);
    },
    onTrouble: (trouble) => {
      log(trouble ? `store: ${trouble.message}; changes are kept in memory` : 'store: everything is saved again');
      onTrouble();
    },
  });
  const { state, saver } = keeper;
  const restored = { devices: state.count('device') };

  const channels = () => source.channels.length;
  const publish = (topic: string, payload: unknown) => {
    const mayRead = readersOf(state, topic);
    broker?.publish(topic, payload, mayRead);
    tunnels.publish(topic, payload, mayRead);
  };
  const send = (uuid: string, topic: string, payload: unknown) => {
    broker?.send(uuid, topic, payload);
    tunnels.send(uuid, topic, payload);
  };
  const wanted = (topic: string) => (broker?.wanted(topic) ?? false) || tunnels.wanted(topic);
  const faults = new Faults(log);
  const onFault = faults.sink;
  const budgets = new ClientBudgets(onFault);

  const door = new Door({
    state,
    saver: () => saver,
    ops: () => keeper.ops,
    channels,
    isConnected: (uuid) => directory.isConnected(uuid),
    clock,
    announce,
    onFault: (error) => onFault('a command', error),
  });
  const newcomers = new Newcomers();
  const directory = new Directory(state, door, newcomers, (uuid) => announcer.presence(uuid, clock.now()));
  const tunnels = new NativeTunnels({
    command: (uuid, topic, payload) => {
      const client = { uuid, address: '', userAgent: '', transport: 'tcp' } as const;
      void rules.command(client, topic, { ok: true, body: payload });
    },
    refuse: (uuid, payload, error) => rules.refuse(uuid, payload, error),
    budget: (uuid) => budgets.ofDevice(uuid),
    onFault,
    present: (filters, uuid) => announcer.present(filters, uuid),
  });
  const bodies = new Bodies({
    state,
    source: () => source.channels,
    connections: (uuid) => directory.connections(uuid),
    isAway: (uuid) => directory.isAway(uuid),
    now: clock.now,
  });
  const announcer = new Announcer({
    onFault,
    state,
    bodies,
    channels,
    publish,
    wanted,
    setMix: (uuid, mix, { fromNative }) => engine?.setMix(uuid, mix, { fromNative }),
    extra,
  });
  const status = new Status({
    onFault,
    engine: () => engine,
    store: () => ({ trouble: saver.trouble, unsaved: saver.stats.unsaved }),
    connected: () => directory.live,
    say: (topic) => announcer.say(topic),
    now: clock.now,
  });
  const meters = new Meters({ onFault, state, engine: () => engine, publish, wanted });
  note = (code, message) => {
    log(`${code}: ${message}`);
    status.note(code, message);
  };
  onTrouble = () => status.changed();
  for (const [code, message] of early) note(code, message);

  const about = new AboutBox({
    state,
    name: options.boxName,
    serial,
    version: options.boxVersion,
    periodFrames: options.periodFrames,
    audioPath: options.audioPath,
    recoveredAt: keeper.recoveredAt,
    source: () => source,
    ports: () => ({ audio: engine?.audioPort ?? 0, native: engine?.nativePort ?? 0, mqtt: mqttPort, tls }),
  });
  const housekeeping = new Housekeeping({ keeper, clock, door, directory, announcer, kick, note, log, onFault });

  function extra(topic: string): unknown {
    if (topic === topics.boxInfo()) return about.box();
    if (topic === topics.boxStatus()) return status.body();
    const { name, id } = parseTopic(topic) ?? {};
    return name === 'welcome' && id !== undefined ? about.welcome(id) : undefined;
  }

  function announce(draft: Draft): void {
    for (const effect of draft.effects) if (effect.type === 'here') directory.here(effect.uuid);
    for (const uuid of draft.touched('device')) if (!state.get('device', uuid)) housekeeping.forgotten(uuid);
    announcer.announce(draft);
    for (const uuid of draft.touched('device')) if (cues.has(uuid)) endCue(uuid);
    for (const effect of draft.effects) {
      if (effect.type === 'snapshot') {
        const topic = topics.mixSnapshot(effect.uuid);
        send(draft.actor.uuid, topic, announcer.bodyOf(topic));
      } else if (effect.type === 'joined') {
        // The page subscribes before it has joined.
        const topic = topics.messages(effect.session);
        send(effect.uuid, topic, announcer.bodyOf(topic));
      } else if (effect.type === 'kick') kick(effect.uuid);
    }
  }

  /** Ends the cue of a device that lost the engineer's role: it may not hear another device's mix. */
  function endCue(uuid: string): void {
    if (state.get('device', uuid)?.role === 'engineer') return;
    cues.delete(uuid);
    engine?.disconnect(uuid);
  }

  function kick(uuid: string): void {
    broker?.kick(uuid, 4403, 'disconnected by the engineer');
    engine?.disconnect(uuid);
  }

  /** The devices that hear another device's mix: listener → owner of the mix. */
  const cues = new Map<string, string>();

  function listen(event: ListenerEvent): void {
    const kind = event.kind === 'web' ? 'audio' : 'native';
    if (event.type === 'joined') {
      if (event.mix === event.device) cues.delete(event.device);
      else cues.set(event.device, event.mix);
    }
    // A listener that takes nothing is shown as disconnected before it is closed, as a silent MQTT client is.
    directory.setConnection(event.device, kind, event.type === 'joined' || event.type === 'recovered');
    if (event.type === 'stalled' || event.type === 'recovered') status.changed();
  }

  const parts = {
    state,
    door,
    directory,
    bodies,
    channels,
    clock,
    engineerPin,
    note,
    stats,
    box: () => about.box(),
    restoreBackup: (file: Readonly<Record<string, unknown>>) => housekeeping.restoreBackup(file),
  };
  const router = new Router({
    routes: [...coreRoutes(parts), ...bandRoutes(parts)],
    byToken: (token) => directory.byToken(token),
    budgets,
    onFault: (error) => onFault('HTTP', error),
  });

  // Replies go out over every transport. The state for a new MQTT subscriber goes by MQTT alone.
  const rules = mqttRules({
    door,
    directory,
    announcer,
    onFault,
    broker: () => ({ publish, send: (uuid, topic, payload) => broker?.send(uuid, topic, payload) }),
  });
  const { probe, connections } = options;
  broker = await Broker.create(rules, { probe, connections, onFault, budgets });
  if (options.server) broker.serve(options.server);
  mqttPort = await broker.listen(options.host, options.mqttPort);
  housekeeping.prune();

  function stats(): Record<string, unknown> {
    const counts = { ...door.counts, ...broker!.counts };
    return {
      store: storeStats(saver),
      control: {
        rev: state.meta.rev,
        devices: state.count('device'),
        connected: directory.live,
        mqtt: broker!.connected,
        faults: faults.count,
        ...counts,
      },
    };
  }

  return {
    authority: {
      ...createAuthority({
        state,
        door,
        newcomers,
        channels,
        clientsConnected: () => directory.live,
        allowUnverified: () => allowUnverified,
        patienceMs: slowMs,
      }),
      openControl: (uuid, say) => tunnels.open(uuid, say),
    },
    engineerPin,
    serial,
    mqttPort,
    restored,
    http: (request) => router.handle(request),
    turn: (request) => router.turn(request),
    bearer(authorization) {
      const token = bearerToken(authorization);
      return token === '' ? undefined : directory.byToken(token);
    },
    onFault,
    attachEngine(attached) {
      engine = attached;
      attached.on(barrier('a listener', onFault, listen));
      attached.onWarning((line, kind) => status.note(kind, line));
      void status.look().catch((error) => onFault('the status', error));
    },
    setSource(next) {
      source = next;
      for (const topic of [topics.boxInfo(), topics.boxChannels()]) announcer.say(topic);
      for (const [uuid] of state.rows('mix')) announcer.say(topics.mixSnapshot(uuid));
      announcer.playAll();
    },
    admitUnverified(admit) {
      allowUnverified = admit;
      if (admit) return;
      for (const [uuid, { tokenHash }] of state.rows('device'))
        if (tokenHash === null && directory.connections(uuid).native) engine?.disconnect(uuid);
    },
    stats,
    serve: (server) => broker!.serve(server),
    note: (code, message) => note(code, message),
    setTls(ports) {
      tls = ports;
      announcer.say(topics.boxInfo());
    },
    copyNow: () => keeper.copyNow(),
    async stop() {
      housekeeping.stop();
      directory.stop();
      announcer.stop();
      meters.stop();
      status.stop();
      budgets.stop();
      await broker!.stop();
      if (!(await keeper.close(600))) log('store: some changes could not be saved before the end');
    },
  };
}
