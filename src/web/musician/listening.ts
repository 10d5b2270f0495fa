/** The page's one player, created when the device is known; its state as a signal. */

import { signal } from '@preact/signals';
import { lockAdmits } from '../../wire/roles.js';
import { t } from '../i18n/language.js';
import { keep, recall } from '../link/storage.js';
import { createListener } from '../listen/listener.js';
import type { Listener, ListenFloor, ListenState } from '../listen/listener-api.js';
import { box, currentToken, isEngineer, link, myName, own } from '../model/app.js';
import { stripsOf } from '../model/strips.js';
import { moreMe } from './more-me.js';

export const listening = signal<ListenState | undefined>(undefined);
/** The mix that is heard instead of the own one (an engineer's cue). */
export const cue = signal<string | undefined>(undefined);

const FLOOR_KEY = 'fichatech_web_listen_floor';
let player: Listener | undefined;
let madeFor = '';

function floor(): ListenFloor {
  const kept = recall(FLOOR_KEY);
  return kept === 'low' || kept === 'safe' ? kept : 'normal';
}

/** The player of the present device; a new one when the device changed. */
function get(): Listener | undefined {
  const info = box.value;
  const connected = link.value;
  if (info === undefined || connected === undefined) return undefined;
  const owner = `${connected.uuid} ${currentToken()}`;
  if (player !== undefined && madeFor === owner) return player;
  player?.dispose();
  madeFor = owner;
  const [scheme, port] =
    location.protocol === 'https:' ? ['wss', info.tls?.audioPort ?? info.audio.port] : ['ws', info.audio.port];
  player = createListener({
    url: `${scheme}://${location.hostname}:${port}${info.audio.path}`,
    deviceUuid: connected.uuid,
    token: currentToken(),
    sampleRate: info.sampleRate,
    floor: floor(),
    onState: (state) => {
      listening.value = state;
      // The box ended it, for example because this device is no longer an engineer's: the next tap is for the own mix.
      if (state.status === 'idle' && cue.peek() !== undefined) {
        cue.value = undefined;
        player?.setMix(undefined);
      }
    },
  });
  return player;
}

export const isOn = (state: ListenState | undefined): boolean =>
  state !== undefined && !['idle', 'failed', 'replaced'].includes(state.status);

/** Call it inside the tap: browsers start sound only there. */
export function toggleListening(): void {
  const listener = get();
  if (listener === undefined) return;
  if (isOn(listener.state)) {
    listener.stop();
    cue.value = undefined;
    listener.setMix(undefined);
  } else {
    listener.start();
  }
}

/** Switches to somebody else's mix, or back to the own one. Call it inside the tap. */
export function listenTo(mix: string | undefined): void {
  const listener = get();
  if (listener === undefined) return;
  cue.value = mix;
  listener.setMix(mix);
  if (!isOn(listener.state)) listener.start();
}

export function setFloor(value: ListenFloor): void {
  keep(FLOOR_KEY, value);
  get()?.setFloor(value);
}

/** Makes me louder or softer, from a button that works in the pocket. */
export function nudgeMe(stepDb: number): void {
  const connected = link.value;
  const lock = connected?.me.peek()?.lock ?? null;
  if (connected === undefined || !lockAdmits(lock, isEngineer.peek() ? 'engineer' : 'musician')) return;
  const mix = connected.mix(connected.uuid);
  const set = moreMe(
    stripsOf(connected.channels.peek(), connected.channelOrder.peek(), own.peek()).map((strip) => ({
      ch: strip.ch,
      gain: mix.gain(strip.ch).peek(),
      mine: strip.mine,
    })),
    stepDb,
  );
  if (set.length > 0) mix.set(set, 'more-me');
}

export function setLockScreen(on: boolean): void {
  get()?.setLockScreen(
    on ? { title: t('mixOf', { name: myName.value }), onNext: () => nudgeMe(1), onPrevious: () => nudgeMe(-1) } : null,
  );
}
