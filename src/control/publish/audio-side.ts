/**
 * The audio side as control uses it: an engine that is attached later, or never. Also remembers which devices hear
 * another device's mix. Main thread only.
 */
import type { Engine } from '../../audio/engine-api.js';
import type { StripInput } from '../../audio/mixer/strip-plan.js';
import type { Mix } from '../../wire/mix.js';
import type { StripSettings } from '../../wire/strip.js';

/** What control uses of the engine; `Engine` fits. */
export type EngineHooks = Pick<
  Engine,
  | 'setMix'
  | 'setStrip'
  | 'disconnect'
  | 'stats'
  | 'meters'
  | 'reductions'
  | 'busMeters'
  | 'on'
  | 'onWarning'
  | 'audioPort'
  | 'nativePort'
>;

export class AudioSide {
  #engine: EngineHooks | undefined;
  /** Listener → owner of the mix, for those who hear another device's mix. */
  readonly #cues = new Map<string, string>();

  attach(engine: EngineHooks): void {
    this.#engine = engine;
  }

  get engine(): EngineHooks | undefined {
    return this.#engine;
  }

  setMix(uuid: string, mix: Mix, options: { fromNative: boolean }): void {
    this.#engine?.setMix(uuid, mix, options);
  }

  setStrip(channel: number, strip: StripSettings, input: StripInput): void {
    this.#engine?.setStrip(channel, strip, input);
  }

  /** Ends what a device hears. */
  disconnect(uuid: string): void {
    this.#engine?.disconnect(uuid);
  }

  /** Notes that `device` now hears `mix`, its own or another device's. */
  hears(device: string, mix: string): void {
    if (mix === device) this.#cues.delete(device);
    else this.#cues.set(device, mix);
  }

  /** Ends a device's cue, if it has one. */
  endCue(device: string): void {
    if (this.#cues.delete(device)) this.disconnect(device);
  }
}
