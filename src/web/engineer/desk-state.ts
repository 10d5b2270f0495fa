/** What the desk asks the box for, as signals, and which of its panels are open. One for the page. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { HealthAnswer, HistoryAnswer, ListenerHealth, RadioAnswer } from '../../wire/answers.js';
import type { HistoryEntry } from '../../wire/messages.js';
import type { Api } from '../link/api.js';
import { repeat } from './repeat.js';
import { reported } from './served-words.js';

/** How often the box's measurements are requested while the desk is shown, ms. */
const HEALTH_EVERY_MS = 1000;
/** How often the newest changes are requested while the desk shows everybody, ms. */
const CHANGES_EVERY_MS = 5000;
/** How often the radio's budget is requested while it is shown, ms. */
const RADIO_EVERY_MS = 2000;
/** Newest changes of the whole box that are searched. A mix without a change among them keeps its last known one. */
const LOOKED_AT = 40;
/** Weight per second of the past in the recent loss. */
const FORGET = 0.85;

type Changes = ReadonlyMap<string, HistoryEntry>;

export class DeskState {
  /** Index of the channel whose editor is open. */
  readonly openChannel = signal<number | undefined>(undefined);
  /** The device whose sheet is open. */
  readonly openPerson = signal<string | undefined>(undefined);
  readonly #api: Api;
  readonly #health = signal<HealthAnswer | undefined>(undefined);
  readonly #recentLoss = signal<ReadonlyMap<string, number>>(new Map());
  readonly #madeUp = signal<ReadonlyMap<string, number>>(new Map());
  readonly #radio = signal<RadioAnswer | undefined>(undefined);
  readonly #lastChanges = signal<Changes>(new Map());
  /** Packets that each listener had lost at the last reading. */
  readonly #dropped = new Map<string, number>();
  /** What each listener had made up at the last reading, ms, and how long it had listened. */
  readonly #concealed = new Map<string, { readonly ms: number; readonly forMs: number }>();

  constructor(api: Api) {
    this.#api = api;
  }

  /** Undefined while the box does not report it. */
  get health(): ReadonlySignal<HealthAnswer | undefined> {
    return this.#health;
  }

  /** What each listener lost in the last seconds, packets; by device. */
  get recentLoss(): ReadonlySignal<ReadonlyMap<string, number>> {
    return this.#recentLoss;
  }

  /** Part of the last seconds that each listener's player had to make up, 0…1; by device. */
  get madeUp(): ReadonlySignal<ReadonlyMap<string, number>> {
    return this.#madeUp;
  }

  /** The radio's budget; undefined while the box does not report it. */
  get radio(): ReadonlySignal<RadioAnswer | undefined> {
    return this.#radio;
  }

  /** The last change of each mix, by the mix's uuid. */
  get lastChanges(): ReadonlySignal<Changes> {
    return this.#lastChanges;
  }

  /** Requests the measurements again and again; returns a function that ends it. */
  watchHealth(): () => void {
    this.#dropped.clear();
    this.#concealed.clear();
    return repeat(
      HEALTH_EVERY_MS,
      () => this.#api.json<HealthAnswer>('GET', '/api/health'),
      (health) => this.#took(health),
    );
  }

  /** Requests the radio's budget again and again; returns a function that ends it. */
  watchRadio(): () => void {
    return repeat(
      RADIO_EVERY_MS,
      () => this.#api.json<RadioAnswer>('GET', '/api/radio'),
      (answer) => {
        this.#radio.value = answer ?? this.#radio.peek();
      },
    );
  }

  /** Requests the newest changes again and again; returns a function that ends it. */
  watchChanges(): () => void {
    return repeat(
      CHANGES_EVERY_MS,
      () => this.#api.json<HistoryAnswer>('GET', `/api/history?limit=${LOOKED_AT}`),
      (answer) => {
        if (answer === undefined) return;
        const newest = new Map(this.#lastChanges.peek());
        // Newest first: the first entry of a mix is its last change.
        for (const entry of [...answer.entries].reverse()) newest.set(entry.uuid, entry);
        this.#lastChanges.value = newest;
      },
    );
  }

  #took(health: HealthAnswer | undefined): void {
    this.#health.value = health;
    const loss = new Map<string, number>();
    const madeUp = new Map<string, number>();
    for (const listener of health?.listeners ?? []) {
      const { device, dropped } = listener;
      if (device === undefined) continue;
      madeUp.set(device, this.#madeUpBy(device, listener));
      const fresh = Math.max(0, dropped - (this.#dropped.get(device) ?? dropped));
      this.#dropped.set(device, dropped);
      loss.set(device, (this.#recentLoss.peek().get(device) ?? 0) * FORGET + fresh);
    }
    this.#recentLoss.value = loss;
    this.#madeUp.value = madeUp;
  }

  #madeUpBy(device: string, listener: ListenerHealth): number {
    const now = { ms: reported(listener, 'concealedMs') ?? 0, forMs: listener.forMs };
    const before = this.#concealed.get(device);
    this.#concealed.set(device, now);
    const known = this.#madeUp.peek().get(device) ?? 0;
    // A listener that came anew counts from 0 again.
    if (before === undefined || now.forMs <= before.forMs || now.ms < before.ms) return known * FORGET;
    const share = Math.min(1, (now.ms - before.ms) / (now.forMs - before.forMs));
    return known * FORGET + share * (1 - FORGET);
  }
}
