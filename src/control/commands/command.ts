/** What a command is: one row of the table in `table.ts`. Pure. */
import type { Draft } from '../draft.js';

export type Payload = Readonly<Record<string, unknown>>;

/** What the target names. */
export type About = 'device' | 'channel' | 'session' | 'nothing';

/**
 * Who may: `anyone` with a token; `owner` = the device the command is about; `engineer`; `maker` of the session;
 * `players` = everybody once the engineer has allowed it. An engineer may do all of them.
 */
export type Who = 'anyone' | 'owner' | 'engineer' | 'maker' | 'players';

export interface CommandRow {
  /** First topic level after `cmd`. */
  readonly kind: string;
  /** The payload's `action`, where the kind has several. */
  readonly action?: string;
  readonly about: About;
  readonly who: Who;
  /** Payload besides `op` and `action`, for people. */
  readonly fields: string;
  readonly meaning: string;
  /** Checks everything, writes into the draft; what it returns goes into the reply. Throws a ControlError to refuse. */
  readonly run: (draft: Draft, target: string, payload: Payload) => Readonly<Record<string, unknown>> | undefined;
}
