/** The bodies of `GET /api/box` and of each device's welcome. Only reads. */
import type { BoxInfo, Welcome } from '../../wire/messages.js';
import { displayName } from '../devices/registry.js';
import { channelViews } from '../mix/channels.js';
import { mixAdmits } from '../mix/mix-lock.js';
import type { State } from '../state/state.js';
import type { AudioSide } from './audio-side.js';
import type { BoxNow } from './box-now.js';

/**
 * The box's two mDNS host names, without `.local`: the page's name, equal on every box, and the box's own. ciao takes a
 * second service with the same host name for a conflict, so the box needs two.
 */
export const hostNames = (serial: string): readonly [page: string, own: string] => [
  'stagebox',
  `stagebox-${serial.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 20)}`,
];

export interface AboutParts {
  readonly state: State;
  readonly name: string;
  readonly serial: string;
  readonly version: string;
  readonly periodFrames: number;
  readonly audioPath: string;
  /**
   * The revision at which the box recovered from a damaged store. Phones send the mixes that nobody has set since
   * (`sendMix` of the welcome).
   */
  readonly recoveredAt: number | undefined;
  readonly now: BoxNow;
  readonly audio: AudioSide;
}

export class AboutBox {
  readonly #parts: AboutParts;

  constructor(parts: AboutParts) {
    this.#parts = parts;
  }

  box(): BoxInfo {
    const { state, name, serial, version, periodFrames, audioPath } = this.#parts;
    const { source, mqttPort, tls } = this.#parts.now;
    const { channels, sampleRate, label } = source;
    const { audioPort = 0, nativePort = 0 } = this.#parts.audio.engine ?? {};
    return {
      name,
      serial,
      version,
      sampleRate,
      periodFrames,
      source: label,
      channels: channelViews(state, channels).map(({ index, name: shown, color, icon }) => ({
        index,
        name: shown,
        color,
        icon,
      })),
      audio: { port: audioPort, path: audioPath },
      native: { port: nativePort },
      mqtt: { port: mqttPort, wsPath: '/mqtt' },
      ...(tls ? { tls } : {}),
      epoch: state.meta.epoch,
    };
  }

  /**
   * The welcome of a device. `restored`: the device is known and its mix was brought back. `sendMix`: the box asks the
   * device to send its mix.
   */
  welcome(uuid: string): Welcome | undefined {
    const { state, recoveredAt } = this.#parts;
    const device = state.get('device', uuid);
    if (!device) return undefined;
    const { reconnections, role } = device;
    const mix = state.get('mix', uuid);
    const setSince = mix?.touched === true && mix.rev > (recoveredAt ?? 0);
    const sendMix = recoveredAt !== undefined && !setSince && mixAdmits(state, uuid, device);
    const { rev, epoch } = state.meta;
    return {
      uuid,
      name: displayName(device),
      role,
      restored: reconnections > 0,
      reconnections,
      rev,
      epoch,
      sendMix,
    };
  }
}
