/**
 * Refusals and failures of the control plane. Every code is stable and listed in `docs/protocol.md`. It has an HTTP
 * status, and `who` names the person who must act. Pure.
 */

interface ErrorKind {
  readonly status: number;
  /** Who must act: the caller, the engineer, or the person who runs the box. */
  readonly who: 'caller' | 'engineer' | 'box';
  readonly meaning: string;
}

export const ERROR_KINDS = {
  bad_json: { status: 400, who: 'caller', meaning: 'The payload is not a JSON object in UTF-8.' },
  bad_op: {
    status: 400,
    who: 'caller',
    meaning: '`op` is missing, or neither a string of 1…64 characters nor a whole number.',
  },
  bad_command: { status: 400, who: 'caller', meaning: 'No such command or `action`, or a field of it is missing.' },
  bad_value: {
    status: 400,
    who: 'caller',
    meaning: 'A value of the wrong type, out of range, or nested too deep; `path` names it, `allowed` says what fits.',
  },
  empty_set: { status: 400, who: 'caller', meaning: '`set` holds nothing.' },
  no_such_param: { status: 400, who: 'caller', meaning: '`p` is not a parameter; `allowed` lists them.' },
  no_such_channel: {
    status: 400,
    who: 'caller',
    meaning: '`ch` is not an input of this box; `allowed` gives the range.',
  },
  bad_name: {
    status: 400,
    who: 'caller',
    meaning:
      'A name must have 1…64 characters. At least one is visible; control characters and marks that change the direction of writing are refused.',
  },
  bad_uuid: {
    status: 400,
    who: 'caller',
    meaning:
      'A uuid must have 1…64 characters of `A-Z a-z 0-9 _ -`, and must not be a reserved word (`box`, `engineer` …).',
  },
  bad_file: {
    status: 400,
    who: 'caller',
    meaning: 'An imported or restored file is invalid; `path` names the first fault.',
  },
  no_token: {
    status: 401,
    who: 'caller',
    meaning: 'This needs `Authorization: Bearer <token>`; the token is missing or unknown to this box.',
  },
  wrong_pin: { status: 403, who: 'caller', meaning: 'This is not the engineer PIN.' },
  wrong_code: { status: 403, who: 'caller', meaning: 'No phone shows this code now.' },
  forbidden: { status: 403, who: 'engineer', meaning: 'Your role does not allow this.' },
  no_such_device: { status: 404, who: 'caller', meaning: 'No device with this uuid.' },
  no_such_preset: { status: 404, who: 'caller', meaning: 'No preset with this id.' },
  no_such_session: { status: 404, who: 'caller', meaning: 'No session with this id.' },
  no_such_ask: { status: 404, who: 'caller', meaning: 'This request was answered already, or was never made.' },
  no_such_offer: { status: 404, who: 'caller', meaning: 'This offer was answered, replaced or withdrawn.' },
  no_such_check: { status: 404, who: 'caller', meaning: 'The check is over, or another one has begun.' },
  no_such_scene: { status: 404, who: 'caller', meaning: 'No snapshot with this id.' },
  not_found: { status: 404, who: 'caller', meaning: 'Nothing at this address.' },
  bad_method: { status: 405, who: 'caller', meaning: 'The address exists, the method does not.' },
  uuid_taken: { status: 409, who: 'caller', meaning: 'The uuid belongs to a device whose token was not given.' },
  conflict: {
    status: 409,
    who: 'caller',
    meaning: '`ifRev` is not the present revision; `current` is what is there now.',
  },
  locked: { status: 409, who: 'caller', meaning: 'The preset is locked against overwriting.' },
  mix_locked: {
    status: 409,
    who: 'engineer',
    meaning: 'The engineer has locked this mix; `allowed` lists the roles that may still change it.',
  },
  connected: { status: 409, who: 'engineer', meaning: 'The device is connected; disconnect it first.' },
  nothing_to_undo: { status: 409, who: 'caller', meaning: 'None of your changes is still in force.' },
  nothing_to_redo: { status: 409, who: 'caller', meaning: 'None of your undone changes can be redone.' },
  superseded: { status: 409, who: 'caller', meaning: 'Somebody has changed these values since then.' },
  too_many: { status: 409, who: 'caller', meaning: 'A documented limit is reached; `allowed` says which.' },
  not_joined: { status: 409, who: 'caller', meaning: 'Only a participant of the session may do this.' },
  too_large: { status: 413, who: 'caller', meaning: 'The message or body is larger than allowed.' },
  too_many_pins: { status: 429, who: 'caller', meaning: 'Too many wrong PINs; `retryAfterMs` says how long to wait.' },
  busy: {
    status: 429,
    who: 'caller',
    meaning:
      'One client sends too much at once, or one address registers too many new devices; `retryAfterMs` says how long to wait.',
  },
  disk_full: { status: 503, who: 'box', meaning: 'In force, but not saved: the data disk is full.' },
  read_only: { status: 503, who: 'box', meaning: 'In force, but not saved: the data disk is read-only.' },
  gone: {
    status: 503,
    who: 'box',
    meaning:
      'In force, but not saved: the data folder was removed. The box makes it again, with all its data, as soon as it can.',
  },
  slow: { status: 503, who: 'box', meaning: 'In force, but the disk has not confirmed it yet.' },
  write_failed: { status: 503, who: 'box', meaning: 'In force, but not saved: the disk refused the write.' },
  internal: { status: 500, who: 'box', meaning: 'A fault inside the box; its log has the details.' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

/** In characters. A refusal quotes what it refuses, so a value of a megabyte is cut to its beginning. */
const MAX_MESSAGE = 400;
const MAX_PATH = 120;
const cut = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max - 1)}…` : text);

/** A refusal on the wire: `error` of an HTTP answer, and the fields of a reply over MQTT. */
export interface ErrorBody extends ErrorDetails {
  readonly code: string;
  readonly message: string;
}

/** What a refusal may carry besides its code. */
export interface ErrorDetails {
  /** Where in the payload, e.g. `set[1].v`. */
  readonly path?: string;
  /** What would have been accepted. */
  readonly allowed?: unknown;
  /** What is there now (`conflict`). */
  readonly current?: unknown;
  readonly retryAfterMs?: number;
}

export class ControlError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(cut(message, MAX_MESSAGE));
    this.name = 'ControlError';
    this.code = code;
    this.details = details.path === undefined ? details : { ...details, path: cut(details.path, MAX_PATH) };
  }

  get status(): number {
    return ERROR_KINDS[this.code].status;
  }

  toJSON(): ErrorBody {
    return { code: this.code, message: this.message, ...this.details };
  }
}

/** Turns anything thrown into a ControlError. A foreign error becomes `internal`, and its text stays inside. */
export function asControlError(error: unknown): ControlError {
  if (error instanceof ControlError) return error;
  return new ControlError('internal', 'the box failed at this; see its log');
}
