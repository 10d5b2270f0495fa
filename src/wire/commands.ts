/**
 * What each command takes besides `op` and `action`: one schema each. The box checks by it and writes
 * `docs/protocol.md` from it; the page and other clients use its types alone. Pure.
 */
import * as v from 'valibot';
import {
  at,
  distinct,
  flag,
  type Input,
  leaf,
  list,
  maybe,
  type Output,
  oneOf,
  orEmpty,
  orNull,
  record,
  rule,
  unbounded,
  whole,
} from '../base/schema.js';
import {
  MAX_CHANNELS,
  MAX_DIRECT,
  MAX_GESTURE,
  MAX_GROUPS,
  MAX_ID,
  MAX_OWN,
  MAX_PARTICIPANTS,
  MAX_PING,
  MAX_SONGS,
} from './limits.js';
import type { Change } from './mix.js';
import { NAME_RULE, name, TEXT_RULE, text } from './names.js';
import { fits } from './parameters.js';
import { MIX_LOCKS } from './roles.js';
import {
  channelOf,
  channelSet,
  color,
  earFields,
  groupFields,
  icon,
  id,
  parameterName,
  parameterValue,
  stripFields,
  trimDb,
} from './values.js';

const isText = (value: unknown): boolean => typeof value === 'string';
const shortText = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'string' && value.length >= min && value.length <= max;

/** The id of something that exists; whether it does is for the command to say. */
const uuid = (code: string) => leaf<string>(isText, 'a device’s uuid', { code, sign: '<uuid>' });
const presetId = leaf<string>(isText, 'the id of a preset', { code: 'no_such_preset' });
const askId = leaf<string>(isText, 'the id of an open request', { code: 'no_such_ask' });
const offerId = leaf<string>(isText, 'the id of an offer', { code: 'no_such_offer' });
const checkId = leaf<string>(isText, 'the id of the open check', { code: 'no_such_check' });
const sceneId = leaf<string>(isText, 'the id of a snapshot', { code: 'no_such_scene' });
const songId = leaf<string>(isText, 'the id of a song of the setlist');
const groupId = leaf<string>(isText, 'the id of a group of this device');

const phoneCode = leaf<string>((value) => shortText(value, 1, MAX_ID), 'the code that the other phone shows', {
  code: 'wrong_code',
});

const revision = leaf<number>(
  (value) => Number.isInteger(value) && (value as number) >= 0,
  'a whole number, 0 or more',
  {
    allowed: { type: 'integer', min: 0 },
  },
);
const gesture = leaf<string>((value) => shortText(value, 1, MAX_GESTURE), `a text of 1…${MAX_GESTURE} characters`, {
  allowed: { type: 'string', maxLength: MAX_GESTURE },
});
const echo = leaf<number | string>(
  (value) => typeof value === 'number' || shortText(value, 0, MAX_PING),
  `a number, or a text of at most ${MAX_PING} characters`,
  { allowed: { type: ['number', 'string'], maxLength: MAX_PING } },
);
const entryNumber = leaf<number>(Number.isInteger, 'the number of a history entry', { allowed: { type: 'integer' } });

/** `parseSet` checks it: faders come 30 times a second and client, and a schema takes several times as long. */
const set = leaf<readonly Change[]>(() => true, 'a list of {p, ch?, v}', { sign: '[{p, ch?, v}…]' });
/** Checked where files are, by the format's own schema. */
const file = leaf<unknown>(() => true, 'the content of an exported file');

const ifRev = maybe(orNull(revision));
const none = record({});

const save = v.pipe(
  record({ name: maybe(name), song: maybe(orNull(songId)), id: maybe(orNull(presetId)), ifRev }),
  at(
    'name',
    rule(({ id, name }) => typeof id === 'string' || name !== undefined, NAME_RULE.takes, NAME_RULE),
  ),
);

const askOf = (channels: number) =>
  v.pipe(
    record({
      ch: maybe(orNull(channelOf(channels))),
      p: maybe(orNull(parameterName)),
      v: maybe(orNull(parameterValue)),
      text: maybe(text),
    }),
    at(
      'ch',
      rule(
        ({ ch, p }) => typeof p !== 'string' || (p === 'master') === (typeof ch !== 'number'),
        'a channel for every parameter but master',
      ),
    ),
    at(
      'v',
      rule(({ p, v }) => typeof p !== 'string' || fits(p, v), 'a value of the parameter'),
    ),
    at(
      'text',
      rule(({ p, text }) => typeof p === 'string' || text !== undefined, TEXT_RULE.takes, TEXT_RULE),
    ),
  );

const groups = v.pipe(
  list(orEmpty(record({ ...groupFields, id: maybe(groupId) })), MAX_GROUPS),
  distinct(({ id }) => id ?? {}),
);
const songs = v.pipe(
  list(orEmpty(record({ id: maybe(songId), name })), MAX_SONGS),
  distinct(({ id }) => id ?? {}),
);

const channelOptions = (channels: number) =>
  v.pipe(
    record(
      {
        name: maybe(name),
        color: maybe(color),
        icon: maybe(icon),
        link: maybe(orNull(channelOf(channels))),
        trimDb: maybe(trimDb),
      },
      { closed: true },
    ),
    rule((options) => Object.keys(options).length > 0, 'at least one field', { code: 'empty_set' }),
  );

/** Any of a strip's parameters. */
const stripOptions = v.pipe(
  stripFields(true),
  rule((options) => Object.keys(options).length > 0, 'at least one field', { code: 'empty_set' }),
);

function make(channels: number) {
  return {
    mix: record({ set, ifRev, gesture: maybe(orNull(gesture)) }),
    hear: record({ set: maybe(set), preset: maybe(presetId), mix: maybe(uuid('no_such_device')) }),
    snapshot: none,
    ping: record({ t: maybe(orNull(echo)) }),
    'history undo': record({ n: maybe(entryNumber) }),
    'history redo': none,
    'device rename': record({ name: orNull(name) }),
    'device own': record({ channels: channelSet(channels, 0, MAX_OWN) }),
    'device groups': record({ groups }),
    'device ear': record({ ear: orNull(record(earFields)) }),
    'device clear': none,
    'device disconnect': none,
    'device forget': none,
    'device role': record({ role: oneOf('musician', 'engineer') }),
    'device lock': record({ lock: oneOf(...MIX_LOCKS, null) }),
    'device handover': record({ to: uuid('bad_uuid') }),
    'device claim': record({ of: orNull(uuid('bad_uuid')) }),
    'device refuse': record({ to: uuid('bad_uuid') }),
    'device code': none,
    'device redeem': record({ code: phoneCode, both: maybe(flag) }),
    'device alone': none,
    'device pass': none,
    'device revoke': none,
    'devices order': record({ order: v.pipe(unbounded(uuid('no_such_device')), distinct()) }),
    'devices clear': none,
    'devices forget': none,
    house: record({ from: orNull(uuid('no_such_device')) }),
    'check start': none,
    'check heard': record({ id: checkId, listening: flag }),
    'check close': none,
    'offer make': record({ set }),
    'offer hear': record({ id: offerId, on: flag }),
    'offer take': record({ id: offerId }),
    'offer refuse': record({ id: offerId }),
    'offer withdraw': none,
    'preset save': save,
    'preset recall': record({ id: presetId }),
    'preset rename': record({ id: presetId, name }),
    'preset lock': record({ id: presetId, locked: flag }),
    'preset delete': record({ id: presetId }),
    'preset copy': record({ from: uuid('bad_value') }),
    'preset import': record({ file }),
    'scene save': record({ name, id: maybe(orNull(sceneId)) }),
    'scene recall': record({ id: sceneId }),
    'scene undo': none,
    'scene delete': record({ id: sceneId }),
    'setlist set': record({ songs }),
    'setlist undo': none,
    'setlist allow': record({ anyone: flag }),
    'setlist next': none,
    'setlist previous': none,
    'setlist goto': record({ index: whole(0, MAX_SONGS - 1) }),
    'session create': record({ name: maybe(orNull(name)) }),
    'session join': none,
    'session leave': none,
    'session message': record({ text }),
    'session cue': record({ text }),
    'session close': none,
    'message send': record({
      text,
      to: maybe(v.pipe(list(uuid('no_such_device'), MAX_PARTICIPANTS), distinct())),
      alert: maybe(flag),
      re: maybe(orNull(id)),
    }),
    'message seen': record({ ids: list(id, MAX_DIRECT) }),
    'ask ask': askOf(channels),
    'ask accept': record({ id: askId }),
    'ask decline': record({ id: askId }),
    channel: record({ set: channelOptions(channels), compensate: maybe(flag) }),
    'strip set': record({ set: stripOptions }),
    'strip copy': record({ from: channelOf(channels) }),
    'channels order': record({ order: channelSet(channels, channels, channels) }),
    panic: record({ level: oneOf('mute', 'dim', 'off') }),
  };
}

type Payloads = ReturnType<typeof make>;

/** A command: its kind and, if the kind has several, its action. */
export type CommandName = keyof Payloads;
/** What a command's payload is after the check. */
export type CommandPayload<N extends CommandName> = Output<Payloads[N]>;

const made = new Map<number, Payloads>();

/** The payloads of all commands, for an interface with this many inputs. */
export function payloadsFor(channels = MAX_CHANNELS): Payloads {
  let found = made.get(channels);
  if (found === undefined) {
    found = make(channels);
    made.set(channels, found);
  }
  return found;
}

type KindOf<N extends string> = N extends `${infer Kind} ${string}` ? Kind : N;
type Named<N extends CommandName> = N extends `${string} ${infer Action}`
  ? { readonly action: Action } & Input<Payloads[N]>
  : Input<Payloads[N]>;

/** The same type with every field read-only: a command never changes once it is sent. */
type Sent<T> = T extends readonly (infer E)[]
  ? readonly Sent<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Sent<T[K]> }
    : T;

/** What a client sends with a command of this kind, besides `op`. */
type CommandOf<Kind extends string> = {
  [N in CommandName]: KindOf<N> extends Kind ? Sent<Named<N>> : never;
}[CommandName];

/** The same by the command's topic without `sb/1/cmd/`: `preset/<uuid>` or `panic`. */
export type CommandFor<Topic extends string> = CommandOf<Topic extends `${infer Kind}/${string}` ? Kind : Topic>;
