/** The shape of a command: one row of the table in `table.ts`. Pure. */
import type { Draft } from '../state/draft.js';

export type Payload = Readonly<Record<string, unknown>>;

/** What the target of the topic names. */
type About = 'device' | 'channel' | 'session' | 'nothing';

/**
 * Who may use a command: `anyone` with a token; `owner` = the device that the command is about; `maker` = the device
 * that made the session; `players` = everybody, once the engineer allows it. An engineer may use all of them.
 */
export type Who = 'anyone' | 'owner' | 'engineer' | 'maker' | 'players';

export interface CommandRow {
  /** First topic level after `cmd`. */
  readonly kind: string;
  /** The payload's `action`, if the kind has several. */
  readonly action?: string;
  readonly about: About;
  readonly who: Who;
  /** The payload besides `op` and `action`, as docs/protocol.md shows it. */
  readonly fields: string;
  readonly meaning: string;
  /** Checks everything and writes into the draft. The reply gets what it returns. Throws a ControlError to refuse. */
  readonly run: (draft: Draft, target: string, payload: Payload) => Readonly<Record<string, unknown>> | undefined;
}
