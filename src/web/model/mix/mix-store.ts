/**
 * The mixes that this page has opened, each kept up to date from then on. Sends their changes, and gives the box
 * back what it lost of this device's mix.
 */
import type { MixDelta, Reply } from '../../../wire/messages.js';
import { type Topic, topics } from '../../../wire/topics.js';
import type { Clock } from '../../sync/outbox.js';
import type { Commands } from '../commands.js';
import { MixView } from './mix-view.js';

export interface MixStoreOptions {
  /** This page's device. */
  readonly me: string;
  readonly clock: Clock;
  readonly commands: Commands;
  /** Whether the connection is open. */
  readonly ready: () => boolean;
  /** Subscribes to a topic, across reconnects. */
  readonly listen: <M>(topic: Topic<M>, handler: (message: M) => void) => void;
  readonly askSnapshot: (uuid: string) => void;
  /** Somebody else changed a mix. */
  readonly onOthersChange: (uuid: string, delta: MixDelta) => void;
  /** A change of this page was refused. */
  readonly onRefused: (reply: Reply) => void;
}

export class MixStore {
  readonly #options: MixStoreOptions;
  readonly #mixes = new Map<string, MixView>();
  /** The welcome of this connection asked for this device's mix: the box lost its newest changes. */
  #wanted = false;
  /** The snapshot of this device's mix has arrived on this connection. */
  #here = false;

  constructor(options: MixStoreOptions) {
    this.#options = options;
  }

  /** The mix of a device, kept up to date from now on. */
  mix(uuid: string): MixView {
    const known = this.#mixes.get(uuid);
    if (known !== undefined) return known;
    const made = this.#open(uuid);
    this.#mixes.set(uuid, made);
    return made;
  }

  /** A connection was opened. What was changed meanwhile waits for the box's values. */
  opened(): void {
    this.#wanted = false;
    this.#here = false;
    for (const mix of this.#mixes.values()) mix.park();
  }

  /** The connection, which was silent, answers again. */
  resumed(): void {
    for (const mix of this.#mixes.values()) {
      mix.park();
      mix.settle();
    }
  }

  /** The box's welcome on this connection. `sendMix`: the box asks for this device's mix. */
  welcomed(sendMix: boolean): void {
    this.#wanted = sendMix;
    this.#giveBack();
  }

  #open(uuid: string): MixView {
    const { me, clock, commands, ready, listen, askSnapshot, onOthersChange, onRefused } = this.#options;
    const mix = new MixView({
      uuid,
      me,
      clock,
      ready,
      newOp: () => commands.newOp(),
      send: (op, set, gesture) =>
        commands.send(
          `mix/${uuid}`,
          { set, ...(gesture !== undefined ? { gesture } : {}) },
          op,
          (reply) => mix.confirmed(op, reply.rev ?? -1),
          (error) => {
            mix.refused(op);
            onRefused(error.reply);
          },
        ),
      askSnapshot: () => askSnapshot(uuid),
    });
    // Deltas first: the box answers the other subscription with a snapshot, and whatever it accepts right after that
    // must already come here as a delta.
    listen(topics.mixDelta(uuid), (message) => {
      mix.delta(message);
      if (message.by !== me) onOthersChange(uuid, message);
    });
    listen(topics.mixSnapshot(uuid), (message) => {
      mix.snapshot(message);
      if (uuid !== me) return;
      this.#here = true;
      this.#giveBack();
    });
    return mix;
  }

  /** Welcome and snapshot come in either order. The second of them triggers the giving back. */
  #giveBack(): void {
    if (!this.#wanted || !this.#here) return;
    this.#wanted = false;
    this.#mixes.get(this.#options.me)?.giveBack();
  }
}
