/** An offer while it is prepared: a copy of somebody's mix, on this page alone, whose faders change no mix. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { MixSnapshot } from '../../../wire/messages.js';
import type { Change, ParameterValue } from '../../../wire/mix.js';
import type { BoxLink } from '../../model/box-link.js';
import { missing } from '../../model/mix/before.js';
import { MixView } from '../../model/mix/mix-view.js';
import { type Key, keyOf, valuesOf } from '../../sync/keys.js';
import type { Clock } from '../../sync/outbox.js';

export class OfferDraft {
  readonly mix: MixView;
  readonly #start: ReadonlyMap<Key, ParameterValue>;
  readonly #changes = signal<readonly Change[]>([]);

  constructor(link: BoxLink, uuid: string, clock: Clock) {
    const from = link.mix(uuid);
    const channels = link.channels.peek().map(({ index }) => index);
    const start: MixSnapshot = {
      uuid,
      rev: 0,
      epoch: '',
      channels: channels.map((index) => ({
        index,
        on: from.flag('on', index).peek(),
        gain: from.gain(index).peek(),
        pan: from.pan(index).peek(),
        mute: from.flag('mute', index).peek(),
        solo: from.flag('solo', index).peek(),
      })),
      master: from.master.peek(),
    };
    this.#start = valuesOf(start);
    let rev = 0;
    this.mix = new MixView({
      uuid,
      me: link.uuid,
      clock,
      ready: () => true,
      newOp: () => `offer-${rev}`,
      send: (op, set) => {
        // Nothing leaves the page: the change is in force as it is made.
        this.mix.delta({
          ...{ rev: ++rev, prev: rev - 1, set, by: link.uuid, op, source: 'web', at: 0 },
          ...{ name: '', role: 'engineer', why: 'set' },
        });
        this.#note(set);
      },
      askSnapshot: () => undefined,
    });
    this.mix.snapshot(start);
  }

  /** What differs from the mix as it was when the offer was begun. */
  get changes(): ReadonlySignal<readonly Change[]> {
    return this.#changes;
  }

  #note(set: readonly Change[]): void {
    const all = new Map(this.#changes.peek().map((change) => [keyOf(change), change.v]));
    for (const change of set) all.set(keyOf(change), change.v);
    this.#changes.value = missing(all, (key) => this.#start.get(key));
  }
}
