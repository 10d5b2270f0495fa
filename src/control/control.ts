/**
 * Puts the control plane together, in four steps: the store, what the box says, the rules, the ways in. Each step uses
 * only what the steps before it made. Control also runs without audio: an engine is attached later, or never. Main
 * thread only.
 */
import { topics } from '../wire/topics.js';
import type { Control, ControlOptions } from './control-api.js';
import { admitUnverified, attachEngine, setSource } from './wiring/attach-engine.js';
import { openDoors } from './wiring/doors.js';
import { createPublishing } from './wiring/publishing.js';
import { createRules } from './wiring/rules.js';
import { stepSong } from './wiring/song-step.js';
import { keepsMixesOf, playFrom } from './wiring/sound-card.js';
import { openStorage } from './wiring/storage.js';

export type { SongStep } from './band/setlist.js';
export type { Control, ControlOptions } from './control-api.js';
export type { EngineHooks } from './publish/audio-side.js';

export async function createControl(options: ControlOptions): Promise<Control> {
  const storage = await openStorage(options);
  const { keeper, notes, faults, log, engineerPin, serial } = storage;
  const restored = { devices: keeper.state.count('device') };
  const publishing = createPublishing(options, storage);
  const { announcer, hearing, meters, status, now } = publishing;
  const rules = createRules(storage, publishing);
  const { directory, housekeeping } = rules;
  const { api, authority, broker, budgets, stats } = await openDoors(options, storage, publishing, rules);
  housekeeping.prune();
  playFrom(now.source.spec, now.source.label, rules);

  return {
    authority,
    engineerPin,
    serial,
    mqttPort: now.mqttPort,
    restored,
    http: (request) => api.handle(request),
    turn: (request) => api.turn(request),
    addRoutes: (routes) => api.add(routes),
    onFault: faults.sink,
    attachEngine: (engine) => attachEngine(engine, storage, publishing, rules),
    setSource: (source) => setSource(source, storage, publishing, rules),
    keepsMixesOf: (spec) => keepsMixesOf(spec, keeper.state),
    admitUnverified: (admit) => admitUnverified(admit, storage, publishing),
    stepSong: (step, by) => stepSong(step, by, rules),
    stats,
    serve: (server) => broker.serve(server),
    note: notes.note,
    setTls(ports) {
      now.tls = ports;
      announcer.say(topics.boxInfo());
    },
    copyNow: () => keeper.copyNow(),
    async stop() {
      for (const part of [housekeeping, directory, hearing, announcer, meters, status, budgets]) part.stop();
      await broker.stop();
      if (!(await keeper.close(600))) log('store: some changes could not be saved before the end');
    },
  };
}
