/** Publishes levels on `sb/1/box/meters` and reductions on `sb/1/box/reductions`, while somebody subscribes. */

import { barrier, type FaultSink } from '../../base/barrier.js';
import type { Meters as Levels, Reductions } from '../../wire/messages.js';
import { topics } from '../../wire/topics.js';
import { channelRecord } from '../mix/channels.js';
import type { State } from '../state/state.js';
import type { AudioSide, EngineHooks } from './audio-side.js';
import type { Outlets } from './outlets.js';

const EVERY_MS = 66;
/** How often to look whether somebody subscribed, ms. */
const UNWANTED_MS = 250;

export interface MeterParts {
  readonly onFault: FaultSink;
  readonly state: State;
  readonly audio: AudioSide;
  readonly outlets: Outlets;
}

/** Four digits are more than any screen shows. */
const short = (value: number): number => Math.round(value * 10_000) / 10_000;
const tenths = (db: number): number => Math.round(db * 10) / 10;
const now = (): number => Math.round(performance.timeOrigin + performance.now());

interface Feed {
  readonly topic: string;
  /** What came since the last reading. */
  readonly read: (engine: EngineHooks) => Levels | Reductions;
}

export class Meters {
  readonly #parts: MeterParts;
  readonly #tick: () => void;
  #timer: NodeJS.Timeout | undefined;
  readonly #feeds: readonly Feed[] = [
    { topic: topics.boxMeters(), read: (engine) => this.#levels(engine) },
    { topic: topics.boxReductions(), read: (engine) => this.#reductions(engine) },
  ];
  /** Those that were wanted at the last look. The first reading of any other holds what came while nobody looked. */
  #followed: readonly Feed[] = [];

  constructor(parts: MeterParts) {
    this.#parts = parts;
    this.#tick = barrier('the meters', parts.onFault, () => this.#look());
    this.#look();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    const { outlets, audio } = this.#parts;
    const wanted = this.#feeds.filter(({ topic }) => outlets.wanted(topic));
    this.#timer = setTimeout(this.#tick, wanted.length > 0 ? EVERY_MS : UNWANTED_MS).unref();
    const { engine } = audio;
    if (engine === undefined) return;
    for (const feed of wanted) {
      const message = feed.read(engine);
      if (this.#followed.includes(feed)) outlets.publish(feed.topic, message);
    }
    this.#followed = wanted;
  }

  #reductions(engine: EngineHooks): Reductions {
    const { gate, comp } = engine.reductions();
    return { t: now(), gate: gate.map(tenths), comp: comp.map(tenths) };
  }

  #levels(engine: EngineHooks): Levels {
    const { peak, rms } = engine.meters();
    const buses: Record<string, Levels['buses'][string]> = {};
    for (const [uuid, { peakL, peakR, reductionDb }] of engine.busMeters())
      buses[uuid] = { l: short(peakL), r: short(peakR), red: short(reductionDb) };
    return {
      t: now(),
      peak: peak.map((level, i) => this.#trimmed(level, i)),
      rms: rms.map((level, i) => this.#trimmed(level, i)),
      buses,
    };
  }

  /** Input levels include the trim, because the engineer sets the trim by them. */
  #trimmed(level: number, channel: number): number {
    const { trimDb } = channelRecord(this.#parts.state, channel);
    return short(trimDb === 0 ? level : level * 10 ** (trimDb / 20));
  }
}
