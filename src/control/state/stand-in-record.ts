/** For whom a device stands in, until when, and what it had before. Types only. */
import type { ChannelGroup } from '../../wire/messages.js';
import type { Mix } from '../../wire/mix.js';

export interface StandInRecord {
  readonly for: string;
  readonly name: string;
  /** The box's age at the end, ms. */
  readonly until: number;
  /** The same for people: ms since 1970, by the box's clock. */
  readonly untilAt: number;
  readonly kept: {
    readonly mix: Mix;
    readonly own: readonly number[];
    readonly groups: readonly ChannelGroup[];
    readonly presets: readonly string[];
  };
}
