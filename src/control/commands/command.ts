/** The shape of a command: one row of the table in `table.ts`. Pure. */
import { parse } from '../../wire/check.js';
import type { CommandName, CommandPayload } from '../../wire/commands.js';
import { payloadsFor } from '../../wire/commands.js';
import type { Draft } from '../state/draft.js';

export type Payload = Readonly<Record<string, unknown>>;

/** What the target of the topic names. */
type About = 'device' | 'channel' | 'session' | 'nothing';

/**
 * Who may use a command. An engineer may use all of them.
 *
 * - `anyone`: everybody with a token
 * - `owner`: the device that the command is about
 * - `sharer`: the device that the command is about, and devices that mirror it
 * - `maker`: the device that made the session
 * - `players`: everybody, once the engineer allows it
 */
export type Who = 'anyone' | 'owner' | 'sharer' | 'engineer' | 'maker' | 'players';

type Result = Readonly<Record<string, unknown>> | undefined;

interface Terms {
  readonly about: About;
  readonly who: Who;
  readonly meaning: string;
}

export interface CommandRow extends Terms {
  readonly name: CommandName;
  /** First topic level after `cmd`. */
  readonly kind: string;
  /** The payload's `action`, if the kind has several. */
  readonly action: string | undefined;
  /** Checks everything and writes into the draft. The reply gets what it returns. Throws a ControlError to refuse. */
  readonly run: (draft: Draft, target: string, payload: Payload) => Result;
}

/** A command whose payload is checked by its schema. `run` checks what depends on the state. */
export function command<N extends CommandName>(
  name: N,
  terms: Terms,
  // biome-ignore lint/suspicious/noConfusingVoidType: a command without a result needs no `return`.
  run: (draft: Draft, target: string, payload: CommandPayload<N>) => Result | void,
): CommandRow {
  const [kind, action] = name.split(' ') as [string, string?];
  return {
    ...terms,
    name,
    kind,
    action,
    run: (draft, target, payload) =>
      run(draft, target, parse(payloadsFor(draft.channels)[name], payload) as CommandPayload<N>) ?? undefined,
  };
}
