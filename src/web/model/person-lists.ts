/** What the box keeps for one person besides the mix: presets and history. Kept up to date once it was looked at. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { History, HistoryMessage, Preset } from '../../wire/messages.js';
import { type Topic, topics } from '../../wire/topics.js';
import { withEntries } from './mix/history-entries.js';

/** History entries that this page keeps. */
const HISTORY_KEPT = 60;

export class PersonLists {
  readonly #presets = signal<readonly Preset[]>([]);
  readonly #history = signal<History>({ entries: [], canUndo: false, canRedo: false });
  /** Kept apart from the history, which changes with each movement of a fader; this rarely changes. */
  readonly canUndo = computed(() => this.#history.value.canUndo);

  /** @param listen subscribes to a topic, across reconnects. */
  constructor(uuid: string, listen: <M>(topic: Topic<M>, handler: (message: M) => void) => void) {
    listen(topics.presets(uuid), ({ presets }) => {
      this.#presets.value = presets;
    });
    listen(topics.history(uuid), (message) => this.#historyCame(message));
  }

  get presets(): ReadonlySignal<readonly Preset[]> {
    return this.#presets;
  }

  /** `canUndo` and `canRedo` speak of the person's own changes. */
  get history(): ReadonlySignal<History> {
    return this.#history;
  }

  #historyCame(message: HistoryMessage): void {
    if (message.more !== true) {
      this.#history.value = message;
      return;
    }
    const entries = withEntries(this.#history.peek().entries, message.entries, HISTORY_KEPT);
    this.#history.value = { ...message, entries };
  }
}
