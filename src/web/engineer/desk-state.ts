/** What the desk asks the box for, as signals, and which of its panels are open. One for the page. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { HealthAnswer, HistoryAnswer, RadioAnswer } from '../../wire/answers.js';
import type { HistoryEntry } from '../../wire/messages.js';
import type { Api } from '../link/api.js';
import { RecentTrouble, type Trouble } from './recent-trouble.js';
import { repeat } from './repeat.js';

/** How often the box's measurements are requested while the desk is shown, ms. */
const HEALTH_EVERY_MS = 1000;
/** How often the newest changes are requested while the desk shows everybody, ms. */
const CHANGES_EVERY_MS = 5000;
/** How often the radio's budget is requested while it is shown, ms. */
const RADIO_EVERY_MS = 2000;
/** Newest changes of the whole box that are searched. A mix without a change among them keeps its last known one. */
const LOOKED_AT = 40;

type Changes = ReadonlyMap<string, HistoryEntry>;

export class DeskState {
  /** Index of the channel whose editor is open. */
  readonly openChannel = signal<number | undefined>(undefined);
  /** The device whose sheet is open. */
  readonly openPerson = signal<string | undefined>(undefined);
  /** Who is not connected is on the screen too. */
  readonly absentShown = signal(false);
  readonly #api: Api;
  readonly #health = signal<HealthAnswer | undefined>(undefined);
  readonly #trouble = signal<ReadonlyMap<string, Trouble>>(new Map());
  readonly #radio = signal<RadioAnswer | undefined>(undefined);
  readonly #lastChanges = signal<Changes>(new Map());
  readonly #recent = new RecentTrouble();

  constructor(api: Api) {
    this.#api = api;
  }

  /** Undefined while the box does not report it. */
  get health(): ReadonlySignal<HealthAnswer | undefined> {
    return this.#health;
  }

  /** What went wrong for each listener in the last seconds; by device. */
  get trouble(): ReadonlySignal<ReadonlyMap<string, Trouble>> {
    return this.#trouble;
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
    this.#recent.restart();
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
    this.#trouble.value = this.#recent.note(health?.listeners ?? []);
  }
}
