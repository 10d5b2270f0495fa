/**
 * The radio's budget at work: looks at everybody who listens, chooses what each gets, and applies it while they play.
 * Looks every second, and at once when somebody comes. Main thread; the sound never waits for it.
 */
import type { AirAsking, AirRoom, ListenerEvent } from '../../audio/engine-api.js';
import type { ListenerPlan } from '../../audio/stream/sound-form.js';
import { plainAddress } from '../../base/address.js';
import { barrier, type FaultSink } from '../../base/barrier.js';
import { monotonicMs } from '../../base/clock.js';
import type { Standing } from '../../base/places.js';
import type { AirClaimant } from '../../control/radio/air-admission.js';
import { AIR_LIMIT, type AirListener, type Grade, shareAt, totalShare } from '../../control/radio/air-plan.js';
import { PlanKeeper } from '../../control/radio/plan-keeper.js';
import type { SoundWay } from '../../control/radio/sound-plan.js';
import type { TellNote } from '../../wire/note-codes.js';
import { AirDoorkeeper, type Refused } from './air-doorkeeper.js';
import { airListener, type HeardListener, keyOf } from './air-listeners.js';
import { PlanSetter } from './plan-setter.js';
import type { RadioReader } from './radio-reader.js';

export interface AirBudgetParts {
  readonly reader: Pick<RadioReader, 'known' | 'linkTo' | 'busy'>;
  readonly standingOf: (device: string) => Standing;
  readonly note: TellNote;
  readonly onFault: FaultSink;
  /** Monotonic, ms. */
  readonly nowMs?: () => number;
  /** Time between looks, ms. */
  readonly everyMs?: number;
}

interface AirStats {
  readonly listeners: readonly HeardListener[];
  readonly opus?: { readonly missing?: string } | undefined;
  readonly media?: { readonly state: string } | undefined;
}

/** What the budget uses of the engine; `Engine` fits. */
export interface AirEngine {
  readonly source: { readonly sampleRate: number };
  stats(): Promise<AirStats>;
  on(listener: (event: ListenerEvent) => void): void;
  setListenerPlan(device: string, plan: ListenerPlan): void;
}

const EVERY_MS = 1000;
/** Shortest time between two notes of the same kind, ms. */
const NOTE_MS = 60_000;
/** A page begins over its WebSocket. So long it counts as if its RTP were there, ms. */
const RTP_GRACE_MS = 10_000;

/** A listener that joined. */
interface Seat {
  readonly address: string;
  readonly joinedMs: number;
  /** What it asked for: what it gets at the first look. */
  asked: ListenerPlan | undefined;
}

/** One listener on the radio, at the last look. */
export interface AirSeat {
  readonly heard: HeardListener;
  readonly address: string;
  readonly listener: AirListener;
  /** Undefined where the box may not choose. */
  readonly grade: Grade | undefined;
  /** 0…1; undefined if nothing is known of the radio. */
  readonly share: number | undefined;
}

export class AirBudget {
  readonly #parts: AirBudgetParts;
  readonly #nowMs: () => number;
  readonly #keeper = new PlanKeeper();
  readonly #doorkeeper: AirDoorkeeper;
  /** By key, in order of arrival. */
  readonly #seats = new Map<string, Seat>();
  readonly #plans = new PlanSetter((device, plan) => this.#engine?.setListenerPlan(device, plan));
  readonly #noted = new Map<string, number>();
  #engine: AirEngine | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #now: readonly AirSeat[] = [];
  /** Until the engine has said that it has no Opus. */
  #codec: ListenerPlan['codec'] = 'opus';
  /** Pages that ask for it get their sound by RTP. Until the engine has said otherwise. */
  #rtp = true;

  constructor(parts: AirBudgetParts) {
    this.#parts = parts;
    this.#nowMs = parts.nowMs ?? monotonicMs;
    this.#doorkeeper = new AirDoorkeeper({
      linkTo: (address) => parts.reader.linkTo(address),
      standingOf: parts.standingOf,
      held: () => this.#claimants(),
      codec: () => this.#codec,
      wayOf: (asking) => this.#wayOf(asking),
      nowMs: this.#nowMs,
    });
  }

  /** Begins to look after this engine's listeners. Once. */
  attach(engine: AirEngine): void {
    this.#engine = engine;
    const fault = this.#parts.onFault;
    engine.on(barrier('the air', fault, (event) => this.#heard(event)));
    const look = barrier('the air', fault, () => this.look());
    this.#timer = setInterval(look, this.#parts.everyMs ?? EVERY_MS);
    this.#timer.unref();
    look();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#engine = undefined;
  }

  /** Whether the air has room for a listener. */
  admit(asking: AirAsking): AirRoom {
    const room = this.#doorkeeper.ask(asking);
    if (!room.ok) {
      const share = `${Math.round(100 * this.total)} % of ${Math.round(100 * AIR_LIMIT)} % are taken`;
      this.#note('air_full', `no room in the air for a listener at ${asking.address}: ${share}`);
    }
    return room;
  }

  /** Everybody on the radio at the last look, and everybody at all if nothing is known of the radio. */
  get seats(): readonly AirSeat[] {
    return this.#now;
  }

  /** Share of the air that all of them take, 0 up. */
  get total(): number {
    return this.#now.reduce((sum, { share }) => sum + (share ?? 0), 0);
  }

  get refused(): readonly Refused[] {
    return this.#doorkeeper.refused;
  }

  get refusals(): number {
    return this.#doorkeeper.count;
  }

  /** Looks once more. Calls while a look is running lead to one more look after it. */
  look(): Promise<void> {
    if (this.#looking !== undefined) {
      this.#again = true;
      return this.#looking;
    }
    this.#looking = this.#looks().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #looks(): Promise<void> {
    do {
      this.#again = false;
      const stats = await this.#engine?.stats();
      if (stats !== undefined && this.#engine !== undefined) this.#decide(stats, this.#engine.source.sampleRate);
    } while (this.#again);
  }

  #heard(event: ListenerEvent): void | Promise<void> {
    if (event.type === 'joined') {
      const address = plainAddress(event.address);
      this.#seats.delete(keyOf(event));
      this.#seats.set(keyOf(event), { address, joinedMs: this.#nowMs(), asked: undefined });
      this.#plans.joined(event.device);
    } else if (event.type === 'left') {
      if (event.reason !== 'replaced') this.#gone(keyOf(event));
    } else return;
    return this.look();
  }

  #gone(key: string): void {
    this.#seats.delete(key);
    const claimant = this.#claimants().find(({ listener }) => listener.key === key);
    if (claimant !== undefined) this.#doorkeeper.left(claimant);
  }

  #claimants(): AirClaimant[] {
    return this.#now.map(({ listener, heard, address }) => {
      return { listener, address, standing: this.#parts.standingOf(heard.device) };
    });
  }

  #decide(stats: AirStats, sampleRate: number): void {
    this.#codec = sampleRate === 48_000 && stats.opus?.missing === undefined ? 'opus' : 'pcm';
    // After a restart all phones come at once, while the media process still starts: they are not refused for that.
    this.#rtp = this.#codec === 'opus' && ['waiting', 'ready'].includes(stats.media?.state ?? '');
    const found: Omit<AirSeat, 'grade' | 'share'>[] = [];
    for (const heard of inOrder(stats.listeners, this.#seats)) {
      const seat = this.#seats.get(keyOf(heard)) ?? { address: '', joinedMs: 0, asked: undefined };
      seat.asked ??= { codec: heard.codec === 'opus' ? 'opus' : 'pcm', frames: heard.frames, copies: heard.copies };
      const link = this.#parts.reader.linkTo(seat.address);
      if (link === 'cable') {
        this.#plans.asAsked(heard.device, seat.asked);
        continue;
      }
      const expected = { ...heard, transport: this.#expectedWay(heard, seat) };
      const context = { link, shortest: seat.asked.frames, codec: this.#codec, sampleRate };
      found.push({ heard, address: seat.address, listener: airListener(expected, context) });
    }
    const listeners = found.map(({ listener }) => listener);
    const grades = this.#keeper.step(this.#nowMs(), listeners);
    this.#now = found.map((one) => {
      const grade = grades.get(one.listener.key);
      return { ...one, grade, share: one.listener.link && shareAt(one.listener, grade ?? 0) };
    });
    this.#plans.apply(
      this.#now.flatMap(({ heard: { device, kind, frames }, listener: { choice }, grade }) => {
        if (choice === undefined || grade === undefined) return [];
        return [{ device, grade, codec: choice.codec, frames: kind === 'native' ? frames : undefined }];
      }),
    );
    const total = totalShare(listeners, grades);
    if (total > AIR_LIMIT)
      this.#note(
        'air_short',
        `the listeners take ${Math.round(100 * total)} % of the air, with packets as long as may be`,
      );
  }

  /** Pages that take Opus ask for RTP as soon as they are in. */
  #wayOf({ kind, codec, adapt, transport }: AirAsking): SoundWay {
    return kind === 'web' && codec === 'opus' && adapt && this.#rtp ? 'rtp' : transport;
  }

  #expectedWay({ transport, adapt }: HeardListener, { asked, joinedMs }: Seat): SoundWay {
    const young = this.#nowMs() - joinedMs < RTP_GRACE_MS;
    const page = transport === 'websocket' && asked?.codec === 'opus' && adapt;
    return page && young && this.#rtp ? 'rtp' : transport;
  }

  #note(code: 'air_full' | 'air_short', message: string): void {
    const now = this.#nowMs();
    if (now - (this.#noted.get(code) ?? Number.NEGATIVE_INFINITY) < NOTE_MS) return;
    this.#noted.set(code, now);
    this.#parts.note(code, message);
  }
}

/** In order of arrival; those of whom no arrival is known come last. */
function inOrder(listeners: readonly HeardListener[], seats: ReadonlyMap<string, Seat>): HeardListener[] {
  const order = new Map([...seats.keys()].map((key, i) => [key, i]));
  const placeOf = (one: HeardListener) => order.get(keyOf(one)) ?? order.size;
  return [...listeners].sort((a, b) => placeOf(a) - placeOf(b));
}
