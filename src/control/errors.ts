/**
 * Refusals and failures of the control plane. Every code is stable, documented in `docs/protocol.md` and carries the
 * HTTP status it is answered with; `who` says who has to act. Pure.
 */

interface ErrorKind {
  readonly status: number;
  /** Who must act: the caller, the engineer, or whoever runs the box. */
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
      'A name must have 1…64 characters: one of them visible, no control characters, none that turn the direction of writing.',
  },
  bad_uuid: {
    status: 400,
    who: 'caller',
    meaning:
      'A uuid must have 1…64 characters out of `A-Z a-z 0-9 _ -`, and be no word of the box’s own (`box`, `engineer` …).',
  },
  bad_file: {
    status: 400,
    who: 'caller',
    meaning: 'An imported or restored file is not what it should be; `path` names the first fault.',
  },
  no_token: {
    status: 401,
    who: 'caller',
    meaning: 'This needs `Authorization: Bearer <token>`; the token is missing or not known here.',
  },
  wrong_pin: { status: 403, who: 'caller', meaning: 'Not the engineer PIN.' },
  forbidden: { status: 403, who: 'engineer', meaning: 'Your role does not allow this.' },
  no_such_device: { status: 404, who: 'caller', meaning: 'No device with this uuid.' },
  no_such_preset: { status: 404, who: 'caller', meaning: 'No preset with this id.' },
  no_such_session: { status: 404, who: 'caller', meaning: 'No session with this id.' },
  no_such_ask: { status: 404, who: 'caller', meaning: 'That wish was answered already or never made.' },
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
  nothing_to_undo: { status: 409, who: 'caller', meaning: 'No change of yours is still in force.' },
  nothing_to_redo: { status: 409, who: 'caller', meaning: 'Nothing undone that still fits.' },
  superseded: { status: 409, who: 'caller', meaning: 'Somebody has changed these values since.' },
  too_many: { status: 409, who: 'caller', meaning: 'A written limit is reached; `allowed` says which.' },
  not_joined: { status: 409, who: 'caller', meaning: 'Only a participant of the session may do this.' },
  too_large: { status: 413, who: 'caller', meaning: 'The message or body is larger than allowed.' },
  too_many_pins: { status: 429, who: 'caller', meaning: 'Too many wrong PINs; `retryAfterMs` says how long to wait.' },
  busy: {
    status: 429,
    who: 'caller',
    meaning:
      'Too much at once from one client, or too many new devices from one address; `retryAfterMs` says how long to wait.',
  },
  disk_full: { status: 503, who: 'box', meaning: 'In force, but not saved: the data disk is full.' },
  read_only: { status: 503, who: 'box', meaning: 'In force, but not saved: the data disk is read-only.' },
  gone: {
    status: 503,
    who: 'box',
    meaning:
      'In force, but not saved: the data folder was taken away. It is made anew, with everything, as soon as it can be.',
  },
  slow: { status: 503, who: 'box', meaning: 'In force, but the disk has not confirmed it yet.' },
  write_failed: { status: 503, who: 'box', meaning: 'In force, but not saved: the disk refused the write.' },
  internal: { status: 500, who: 'box', meaning: 'A fault of the box; it is in the log.' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

/** A refusal repeats what it refuses; of a name of a megabyte it repeats the beginning. Characters. */
const MAX_MESSAGE = 400;
const MAX_PATH = 120;
const cut = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max - 1)}…` : text);

/** What a refusal may say besides its code. */
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

  /** The fields of a refusal as they go out, on MQTT and in HTTP's `error`. */
  toJSON(): Record<string, unknown> {
    return { code: this.code, message: this.message, ...this.details };
  }
}

/** Any thrown thing as a ControlError; what is not one of ours becomes `internal` without its text. */
export function asControlError(error: unknown): ControlError {
  if (error instanceof ControlError) return error;
  return new ControlError('internal', 'the box failed at this; see its log');
}
