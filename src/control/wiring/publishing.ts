/** The second step of control: what the box says, to the audio side and to every client. */
import type { ControlOptions } from '../control-api.js';
import { Live } from '../devices/live.js';
import { AboutBox } from '../publish/about-box.js';
import { Announcer } from '../publish/announcer.js';
import { AudioSide } from '../publish/audio-side.js';
import { Bodies } from '../publish/bodies.js';
import type { BoxNow } from '../publish/box-now.js';
import { Hearing } from '../publish/hearing.js';
import { Meters } from '../publish/meters.js';
import { Outlets } from '../publish/outlets.js';
import { Status } from '../publish/status.js';
import type { Storage } from './storage.js';

export interface Publishing {
  readonly now: BoxNow;
  readonly live: Live;
  readonly audio: AudioSide;
  readonly outlets: Outlets;
  readonly bodies: Bodies;
  readonly status: Status;
  readonly about: AboutBox;
  readonly announcer: Announcer;
  readonly hearing: Hearing;
  readonly meters: Meters;
  /** The number of inputs of the interface now. */
  readonly channels: () => number;
}

export function createPublishing(options: ControlOptions, storage: Storage): Publishing {
  const { clock, notes, keeper, serial } = storage;
  const { state, recoveredAt } = keeper;
  const onFault = storage.faults.sink;
  const now: BoxNow = {
    source: {
      channels: options.channels,
      sampleRate: options.sampleRate,
      label: options.sourceLabel,
      spec: options.sourceSpec,
    },
    mqttPort: 0,
    tls: undefined,
    allowUnverified: options.allowUnverified ?? true,
  };
  const channels = () => now.source.channels.length;
  const live = new Live(state);
  const audio = new AudioSide();
  const outlets = new Outlets(state);
  const bodies = new Bodies({ state, source: () => now.source.channels, live, now: clock.now });
  const house = () => bodies.house();
  const status = new Status({ onFault, audio, saver: keeper.saver, live, outlets, notes, house, now: clock.now });
  const about = new AboutBox({
    state,
    name: options.boxName,
    serial,
    version: options.boxVersion,
    periodFrames: options.periodFrames,
    audioPath: options.audioPath,
    recoveredAt,
    now,
    audio,
  });
  const hearing: Hearing = new Hearing((uuid) => announcer.play(uuid), onFault);
  const announcer = new Announcer({ onFault, state, bodies, channels, outlets, audio, about, status, hearing });
  const meters = new Meters({ onFault, state, audio, outlets });
  return { now, live, audio, outlets, bodies, status, about, announcer, hearing, meters, channels };
}
