/** Hears the mix for a moment as it was before. The box plays it; the faders, and what everybody sees, stay. */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { CommandFor } from '../../wire/commands.js';
import type { Change, ParameterValue } from '../../wire/mix.js';
import type { Clock } from '../sync/outbox.js';
import type { BoxLink } from './box-link.js';
import { changesBack, missing, type Now } from './mix/before.js';
import type { Notices } from './notices.js';

/** The box ends it by itself after 15 s: the hand is still there. */
const AGAIN_MS = 5000;

export class Compare {
  /** What is heard now in place of the mix; undefined while it is heard as it is. */
  readonly hearing = signal<CommandFor<'hear/'> | undefined>(undefined);
  /** What leads back to before the newest changes of the own mix. */
  readonly back: ReadonlySignal<readonly Change[]>;
  /** The own mix as this page found it. */
  #opened: readonly (readonly [string, ParameterValue])[] = [];
  readonly #link: ReadonlySignal<BoxLink | undefined>;
  readonly #clock: Clock;
  readonly #notices: Notices;
  readonly #end: () => void;

  constructor(link: ReadonlySignal<BoxLink | undefined>, clock: Clock, notices: Notices) {
    this.#link = link;
    this.#clock = clock;
    this.#notices = notices;
    this.back = computed(() => {
      const now = this.#now();
      return now === undefined ? [] : changesBack(link.value!.lists(link.value!.mine.value).history.value.entries, now);
    });
    this.#end = effect(() => {
      const connected = link.value;
      const mix = connected?.mix(connected.mine.value);
      if (mix?.loaded.value) this.#opened = mix.values();
    });
  }

  /** What leads back to how this page found the mix. */
  sinceOpened(): readonly Change[] {
    const now = this.#now();
    return now === undefined ? [] : missing(this.#opened, now);
  }

  readonly start = (what: CommandFor<'hear/'>): void => {
    this.hearing.value = what;
    this.#again(what);
  };

  readonly stop = (): void => {
    if (this.hearing.peek() === undefined) return;
    this.hearing.value = undefined;
    // Without an answer the box ends it by itself.
    this.#say({}).catch(() => undefined);
  };

  dispose(): void {
    this.stop();
    this.#end();
  }

  #again(what: CommandFor<'hear/'>): void {
    if (this.hearing.peek() !== what) return;
    this.#say(what).catch((error: unknown) => {
      if (this.hearing.peek() === what) this.hearing.value = undefined;
      this.#notices.tell(error);
    });
    this.#clock.after(AGAIN_MS, () => this.#again(what));
  }

  /** In the order of the hand: the end comes after the beginning, however short it was. */
  #say(what: CommandFor<'hear/'>): Promise<unknown> {
    const link = this.#link.peek();
    return link === undefined ? Promise.resolve() : link.command(`hear/${link.uuid}`, what);
  }

  /** The own mix's present values; undefined before it is here. */
  #now(): Now | undefined {
    const link = this.#link.value;
    const mix = link?.mix(link.mine.value);
    if (!mix?.loaded.value) return undefined;
    const known = new Map(mix.values());
    return (key) => known.get(key);
  }
}
