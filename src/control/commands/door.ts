/**
 * The one door that every change goes through. It finds the command, checks rights, runs the command on a draft and
 * commits the draft whole. Then it hands the change to the saver and has it announced. A command is in force before
 * `execute` returns. Main thread only.
 */

import { asControlError, ControlError } from '../../wire/errors.js';
import { isId } from '../../wire/limits.js';
import type { Op, Reply } from '../../wire/messages.js';
import { sessionCalled } from '../band/sessions.js';
import type { BoxClock } from '../state/box-clock.js';
import type { Actor } from '../state/draft.js';
import { Draft } from '../state/draft.js';
import type { OpIndex } from '../state/ops.js';
import { parseOp } from '../state/ops.js';
import type { State } from '../state/state.js';
import type { Saver, Ticket } from '../store/saver.js';
import type { CommandRow, Payload } from './command.js';
import { mayRun } from './rights.js';
import { actionsOf, findCommand, isKind } from './table.js';

export type Outcome =
  | {
      readonly ok: true;
      readonly op: Op;
      readonly rev: number;
      readonly result: Readonly<Record<string, unknown>>;
      readonly ticket: Ticket;
      readonly repeated: boolean;
    }
  | { readonly ok: false; readonly op: Op | null; readonly error: ControlError };

export interface DoorParts {
  readonly state: State;
  readonly saver: () => Saver;
  readonly ops: () => OpIndex;
  /** The number of inputs of the interface now. */
  readonly channels: () => number;
  readonly isConnected: (uuid: string) => boolean;
  readonly clock: Pick<BoxClock, 'now' | 'age' | 'wall'>;
  /** Announces a change. Called once per committed draft, before it is on disk. */
  readonly announce: (draft: Draft) => void;
  readonly onFault: (error: unknown) => void;
}

export class Door {
  readonly #parts: DoorParts;
  readonly counts = { accepted: 0, refused: 0, repeated: 0 };

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  /** Runs one command from outside. Never throws. */
  execute(actor: Actor, address: { kind: string; target: string | undefined }, payload: unknown): Outcome {
    let op: Op | null = null;
    try {
      if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
        throw new ControlError('bad_json', 'the payload must be a JSON object');
      op = parseOp((payload as Payload).op);
      return this.#run(actor, address, op, payload as Payload);
    } catch (error) {
      if (!(error instanceof ControlError)) this.#parts.onFault(error);
      this.counts.refused++;
      return { ok: false, op, error: asControlError(error) };
    }
  }

  #run(actor: Actor, address: { kind: string; target: string | undefined }, op: Op, payload: Payload): Outcome {
    const { ops, saver, state } = this.#parts;
    const done = ops().find(actor.uuid, op);
    if (done) {
      this.counts.repeated++;
      return { ok: true, op, rev: done.rev, result: done.result, ticket: saver().save([]), repeated: true };
    }
    const row = command(address.kind, payload.action);
    // A page usually asks for the snapshot of its own mix, and may leave out the uuid.
    const named =
      address.target ?? (row.kind === 'snapshot' ? ((payload.uuid as string | undefined) ?? actor.uuid) : undefined);
    const target = checkTarget(row, named, state, this.#parts.channels());
    if (!mayRun(row, actor, target, state)) throw new ControlError('forbidden', refusal(row));
    const draft = this.#draft(actor, op);
    const result = row.run(draft, target, payload) ?? {};
    const record = draft.counts ? ops().record(draft, actor.uuid, op, result) : undefined;
    const ticket = this.#commit(draft);
    if (record) ops().noteDone(actor.uuid, record);
    this.counts.accepted++;
    return { ok: true, op, rev: state.meta.rev, result, ticket, repeated: false };
  }

  /**
   * Applies a change that has no `op`: joining, native clients, and what the box changes by itself. Throws what
   * `change` throws.
   */
  apply<T>(actor: Actor, change: (draft: Draft) => T): { value: T; ticket: Ticket } {
    const draft = this.#draft(actor, null);
    const value = change(draft);
    return { value, ticket: this.#commit(draft) };
  }

  #draft(actor: Actor, op: string | number | null): Draft {
    const { state, clock, channels, isConnected } = this.#parts;
    return new Draft(state, actor, {
      op,
      at: clock.now(),
      age: clock.age(),
      wall: clock.wall(),
      channels: channels(),
      isConnected,
    });
  }

  #commit(draft: Draft): Ticket {
    const keys = draft.commit();
    const ticket = this.#parts.saver().save(keys);
    try {
      if (!draft.quiet) this.#parts.announce(draft);
    } catch (error) {
      // The change is in force and on its way to disk. A failed announcement does not undo it.
      this.#parts.onFault(error);
    }
    return ticket;
  }
}

function command(kind: string, action: unknown): CommandRow {
  const row = findCommand(kind, action);
  if (row) return row;
  if (!isKind(kind)) throw new ControlError('bad_command', `there is no command ${kind}`);
  const allowed = actionsOf(kind);
  throw new ControlError('bad_command', `${kind} takes the actions ${allowed.join(', ')}`, { path: 'action', allowed });
}

function checkTarget(row: CommandRow, target: string | undefined, state: State, channels: number): string {
  switch (row.about) {
    case 'nothing':
      return '';
    case 'device':
      if (!isId(target))
        throw new ControlError('bad_uuid', `${row.kind} needs a device’s uuid as the last level of its topic`);
      if (!state.get('device', target)) throw new ControlError('no_such_device', `no device ${target}`);
      return target;
    case 'channel': {
      const index = Number(target);
      if (!/^\d{1,3}$/.test(target ?? '') || index >= channels) {
        throw new ControlError('no_such_channel', `channels are 0…${channels - 1}`, {
          allowed: { type: 'integer', min: 0, max: channels - 1 },
        });
      }
      return String(index);
    }
    case 'session':
      if (!isId(target)) throw new ControlError('no_such_session', 'no session');
      return sessionCalled(state, target).id;
  }
}

function refusal(row: CommandRow): string {
  if (row.who === 'owner' || row.who === 'sharer') return 'a musician may do this only for their own device';
  if (row.who === 'players') return 'the engineer has not opened the setlist to everybody';
  if (row.who === 'maker') return 'only who made the session, or an engineer';
  return 'only an engineer may do this';
}

/** The reply as the client gets it. */
export function replyOf(outcome: Outcome): Reply {
  if (!outcome.ok) return { op: outcome.op, ok: false, ...outcome.error.toJSON() };
  return { op: outcome.op, ok: true, rev: outcome.rev, durable: true, ...outcome.result };
}
