/** Joins the audio side to control: listeners that come and go, warnings, a new source. */
import type { ListenerEvent } from '../../audio/engine-api.js';
import { barrier } from '../../base/barrier.js';
import { topics } from '../../wire/topics.js';
import type { EngineHooks } from '../publish/audio-side.js';
import type { SourceNow } from '../publish/box-now.js';
import type { Publishing } from './publishing.js';
import type { Rules } from './rules.js';
import { playFrom } from './sound-card.js';
import type { Storage } from './storage.js';

export function attachEngine(
  engine: EngineHooks,
  { faults, notes }: Storage,
  { audio, announcer, status }: Publishing,
  { directory }: Rules,
): void {
  const onFault = faults.sink;
  audio.attach(engine);
  announcer.playStrips();
  const heard = (event: ListenerEvent): void => {
    const kind = event.kind === 'web' ? 'audio' : 'native';
    if (event.type === 'joined') audio.hears(event.device, event.mix);
    // A listener that takes nothing is shown as disconnected before it is closed, as a silent MQTT client is.
    directory.setConnection(event.device, kind, event.type === 'joined' || event.type === 'recovered');
    if (event.type === 'stalled' || event.type === 'recovered') status.changed();
  };
  engine.on(barrier('a listener', onFault, heard));
  engine.onWarning((line, kind) => notes.noteWithoutLog(kind, line));
  void status.look().catch((error) => onFault('the status', error));
}

/** Announces a source with other channels, to clients and to the audio side. */
export function setSource(source: SourceNow, { keeper }: Storage, { now, announcer }: Publishing, rules: Rules): void {
  now.source = source;
  playFrom(source.spec, source.label, rules);
  for (const topic of [topics.boxInfo(), topics.boxChannels()]) announcer.say(topic);
  for (const [uuid] of keeper.state.rows('mix')) announcer.say(topics.mixSnapshot(uuid));
  announcer.playAll();
}

/** Sets whether native clients without a token may connect. If not, those that are connected are disconnected. */
export function admitUnverified(admit: boolean, { keeper }: Storage, { now, live, audio }: Publishing): void {
  now.allowUnverified = admit;
  if (admit) return;
  for (const [uuid, { tokenHash }] of keeper.state.rows('device'))
    if (tokenHash === null && live.connections(uuid).native) audio.disconnect(uuid);
}
