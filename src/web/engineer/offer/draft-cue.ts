/**
 * The engineer hears the offer that they prepare: the box plays it under the engineer's own device, in place of the
 * own mix. The musician's ears hear nothing of it.
 */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { CommandFor } from '../../../wire/commands.js';
import { isOn } from '../../model/listening.js';
import type { Page } from '../../model/page.js';
import type { OfferDraft } from './offer-draft.js';

type Heard = CommandFor<'hear/'>;

export class DraftCue {
  /** The draft is what comes out of the engineer's player now. */
  readonly on: ReadonlySignal<boolean>;
  readonly #page: Page;
  readonly #draft: OfferDraft;
  readonly #asked = signal<Heard | undefined>(undefined);
  /** What was heard before; undefined: nothing. */
  #before: { readonly cue: string | undefined } | undefined;
  readonly #end: () => void;

  constructor(page: Page, draft: OfferDraft) {
    this.#page = page;
    this.#draft = draft;
    const { compare, listening } = page;
    this.on = computed(
      () =>
        this.#asked.value !== undefined &&
        compare.hearing.value === this.#asked.value &&
        isOn(listening.state.value) &&
        listening.cue.value === undefined,
    );
    // The sound follows the faders.
    const follow = effect(() => {
      void draft.changes.value;
      if (this.on.peek()) this.#asked.value = this.#ask();
    });
    // Another cue, or none: the own mix is itself again.
    const leave = effect(() => {
      const heard = isOn(listening.state.value) && listening.cue.value === undefined;
      if (!heard && this.#asked.peek() !== undefined) this.#forget();
    });
    // Only while the draft is on the screen: elsewhere nothing would say what is heard.
    const hide = effect(() => {
      if (page.shown.uuid.value !== draft.mix.uuid && this.on.peek()) this.#stop();
    });
    // The box no longer plays the draft, after a break of the Wi-Fi say: back to what was heard before.
    const lost = effect(() => {
      const hearing = compare.hearing.value;
      const asked = this.#asked.peek();
      if (asked !== undefined && hearing !== asked) this.#stop();
    });
    this.#end = () => {
      for (const end of [follow, leave, hide, lost]) end();
    };
  }

  /** Call it inside the tap: browsers start sound only there. */
  readonly toggle = (): void => {
    const { listening } = this.#page;
    if (this.on.peek()) {
      this.#stop();
      return;
    }
    this.#before = isOn(listening.state.peek()) ? { cue: listening.cue.peek() } : undefined;
    // First the mix, then the sound: nobody hears the own mix in between.
    const heard = this.#ask();
    listening.listenTo(undefined);
    this.#asked.value = heard;
  };

  dispose(): void {
    if (this.on.peek()) this.#stop();
    else this.#forget();
    this.#end();
  }

  #ask(): Heard {
    const set = this.#draft.changes.peek();
    const heard: Heard = { mix: this.#draft.mix.uuid, ...(set.length > 0 ? { set } : {}) };
    this.#page.compare.start(heard);
    return heard;
  }

  #stop(): void {
    const { listening } = this.#page;
    if (this.#before === undefined) {
      if (isOn(listening.state.peek())) listening.toggle();
    } else listening.listenTo(this.#before.cue);
    this.#forget();
  }

  #forget(): void {
    const asked = this.#asked.peek();
    this.#asked.value = undefined;
    if (asked !== undefined && this.#page.compare.hearing.peek() === asked) this.#page.compare.stop();
  }
}
