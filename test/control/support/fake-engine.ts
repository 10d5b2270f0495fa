/** The audio side as control sees it: remembers its calls. */
import type { EngineStats, ListenerEvent, WarningKind } from '../../../src/audio/engine-api.js';
import type { StripInput } from '../../../src/audio/mixer/strip-plan.js';
import type { EngineHooks } from '../../../src/control/control.js';
import type { Mix } from '../../../src/wire/mix.js';
import type { StripSettings } from '../../../src/wire/strip.js';

const NO_LATENCY = { count: 0, p50: 0, p99: 0, max: 0 };

export class FakeEngine implements EngineHooks {
  readonly audioPort = 5102;
  readonly nativePort = 5101;
  readonly mixes = new Map<string, { mix: Mix; fromNative: boolean }>();
  readonly disconnected: string[] = [];
  #told: ((event: ListenerEvent) => void)[] = [];
  #warned: ((line: string, kind: WarningKind) => void)[] = [];

  setMix(device: string, mix: Mix, options?: { fromNative?: boolean }): void {
    this.mixes.set(device, { mix, fromNative: options?.fromNative === true });
  }
  readonly strips = new Map<number, StripSettings>();
  /** Trim and partner that came with each strip. */
  readonly stripInputs = new Map<number, StripInput>();
  setStrip(channel: number, strip: StripSettings, input: StripInput): void {
    this.strips.set(channel, strip);
    this.stripInputs.set(channel, input);
  }
  disconnect(device: string): void {
    this.disconnected.push(device);
  }
  meters() {
    return { peak: [0.5, 0.25], rms: [0.1, 0.05] };
  }
  reductions() {
    return { gate: [0, 39.96], comp: [3.123, 0] };
  }
  busMeters() {
    return new Map([['anna', { peakL: 0.123456, peakR: 0.5, reductionDb: 1.5 }]]);
  }
  async stats(): Promise<EngineStats> {
    const latency = {
      captureToMix: NO_LATENCY,
      mix: NO_LATENCY,
      mixToSocket: NO_LATENCY,
      captureToSocket: NO_LATENCY,
      nativeConnect: NO_LATENCY,
      nativeRestore: NO_LATENCY,
      nativeDisconnect: NO_LATENCY,
    };
    const counts = { periods: 1, lostPeriods: 0, xruns: 0 };
    return {
      sourceState: 'running',
      ...counts,
      latency,
      listeners: [],
      opus: undefined,
      media: undefined,
      late: false,
    };
  }
  on(listener: (event: ListenerEvent) => void): void {
    this.#told.push(listener);
  }
  onWarning(listener: (line: string, kind: WarningKind) => void): void {
    this.#warned.push(listener);
  }
  emit(event: ListenerEvent): void {
    for (const listener of this.#told) listener(event);
  }
  warn(line: string, kind: WarningKind = 'audio'): void {
    for (const listener of this.#warned) listener(line, kind);
  }
}
