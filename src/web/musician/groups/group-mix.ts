/** The values of a group in one mix, and the changes that its fader and keys make. One per group strip. */
import { computed, type ReadonlySignal } from '@preact/signals';
import type { MixView } from '../../model/mix/mix-view.js';
import type { StripInfo } from '../../model/mix/strips.js';
import { GroupHand, groupGain, toggleMutes } from './group-levels.js';

export class GroupMix {
  readonly members: readonly StripInfo[];
  /** Linear gain of the loudest member. */
  readonly gain: ReadonlySignal<number>;
  readonly muted: ReadonlySignal<boolean>;
  readonly soloed: ReadonlySignal<boolean>;
  readonly #mix: MixView;
  readonly #hand = new GroupHand();
  #gesture = '';
  #mutedBefore: readonly boolean[] = [];

  constructor(members: readonly StripInfo[], mix: MixView) {
    this.members = members;
    this.#mix = mix;
    this.gain = computed(() => groupGain(members.map(({ ch }) => mix.gain(ch).value)));
    this.muted = computed(() => members.every(({ ch }) => mix.flag('mute', ch).value));
    this.soloed = computed(() => members.every(({ ch }) => mix.flag('solo', ch).value));
  }

  /** One step of a drag; `gesture` names the drag. */
  readonly drag = (gain: number, gesture: string): void => {
    if (this.#gesture !== gesture) this.#begin();
    this.#gesture = gesture;
    this.#setGains(this.#hand.move(gain), gesture);
  };

  /** A single change of the level. */
  readonly set = (gain: number, gesture?: string): void => {
    this.#begin();
    this.#setGains(this.#hand.move(gain), gesture);
  };

  readonly toggleSolo = (): void => {
    const next = !this.soloed.peek();
    this.#setFlags(
      'solo',
      this.members.map(() => next),
    );
  };

  readonly toggleMute = (): void => {
    const before = this.members.map(({ ch }) => this.#mix.flag('mute', ch).peek());
    this.#setFlags('mute', toggleMutes(before, this.#mutedBefore));
    this.#mutedBefore = before;
  };

  #begin(): void {
    this.#hand.begin(this.members.map(({ ch }) => this.#mix.gain(ch).peek()));
  }

  #setGains(gains: readonly number[], gesture: string | undefined): void {
    this.#mix.set(
      this.members.map(({ ch }, i) => ({ p: 'gain', ch, v: gains[i] })),
      gesture,
    );
  }

  #setFlags(p: 'mute' | 'solo', values: readonly boolean[]): void {
    this.#mix.set(this.members.map(({ ch }, i) => ({ p, ch, v: values[i] })));
  }
}
