/**
 * Schemas of the values that commands, stored rows and files share. Backups, imported files and stored rows refuse what
 * a command refuses. Pure.
 */
import * as v from 'valibot';
import { flag, leaf, list, matching, record, rule, type Schema, whole, within } from '../base/schema.js';
import type { SoundParameter } from './eq.js';
import { isId, MAX_CHANNELS, MAX_COMPENSATION_DB, MAX_ID, MAX_TRIM_DB } from './limits.js';
import type { Change, Mix, MixChannel, ParameterName, ParameterValue } from './mix.js';
import { name } from './names.js';
import { allowedValues, fits, isParameter, PARAMETER_NAMES, takesOf } from './parameters.js';
import { STRIP_PARAMETERS, type StripSettings } from './strip.js';

/** Far below 2^53, so that a counter still counts exactly for as long again. */
const MAX_COUNT = 2 ** 52;
/** The last moment that a `Date` can hold. */
const MAX_AT = 8.64e15;

/** A counter of the box, such as a revision. */
export const count = whole(0, MAX_COUNT);
/** ms since 1970. */
export const time = whole(0, MAX_AT);

export const id = leaf<string>(isId, '1…64 characters out of A-Z a-z 0-9 _ -', { allowed: '[A-Za-z0-9_-]{1,64}' });

/** A command's own name for itself, unique per device. */
export const op = leaf<string | number>(
  (value) => (typeof value === 'string' && value.length >= 1 && value.length <= MAX_ID) || Number.isSafeInteger(value),
  'a text of 1…64 characters or a whole number',
  { code: 'bad_op', allowed: { type: 'string', minLength: 1, maxLength: MAX_ID } },
);

/** `#rrggbb`. */
export const color = matching(/^#[0-9a-fA-F]{6}$/, 'a colour like #1e90ff');
export const icon = matching(/^[a-z0-9-]{1,32}$/, 'a short lower-case word, [a-z0-9-]{1,32}');
/** Input gain of a channel. */
export const trimDb = within(MAX_TRIM_DB, 'dB');
export const compensationDb = within(MAX_COMPENSATION_DB, 'dB');

/** One of `channels` inputs. */
export const channelOf = (channels: number) => whole(0, channels - 1, { code: 'no_such_channel', sign: 'n' });
/** An input of the largest interface. */
export const channel = whole(0, MAX_CHANNELS - 1);
/** At least `min` and at most `max` different ones of `channels` inputs. One fault refuses the whole list. */
export function channelSet(channels: number, min: number, max: number): Schema<number[]> {
  const isChannel = (ch: unknown) => Number.isInteger(ch) && (ch as number) >= 0 && (ch as number) < channels;
  const isSet = (value: unknown) =>
    Array.isArray(value) &&
    value.length >= min &&
    value.length <= max &&
    value.every(isChannel) &&
    new Set(value).size === value.length;
  const bound =
    min === max ? `each of the channels 0…${channels - 1} once` : `${min}…${max} different channels 0…${channels - 1}`;
  return leaf(isSet, bound, { allowed: { min: 0, max: channels - 1 }, sign: '[n…]' });
}

const isValue = (value: unknown): boolean => typeof value === 'boolean' || Number.isFinite(value);

/** The value of some parameter. */
export const parameterValue = leaf<ParameterValue>(isValue, 'a number, true or false');
export const parameterName = leaf<ParameterName>(isParameter, `one of ${PARAMETER_NAMES.join(', ')}`, {
  code: 'no_such_param',
  allowed: PARAMETER_NAMES,
});

const settingOf = <T extends ParameterValue>(p: ParameterName): Schema<T> =>
  leaf<T>((value) => fits(p, value), takesOf(p), { allowed: allowedValues(p) });

/** Stored mixes lack a parameter that came later: `v.optional(settingOf(name), itsDefault)` keeps them. */
const strip = record<{ readonly [P in keyof MixChannel]: Schema<MixChannel[P]> }>({
  on: settingOf('on'),
  gain: settingOf('gain'),
  pan: settingOf('pan'),
  mute: settingOf('mute'),
  solo: settingOf('solo'),
});

/** A whole mix, in files and stored rows. */
export const mix: Schema<Mix> = record({ channels: list(strip, MAX_CHANNELS), master: settingOf<number>('master') });

/** A value of one parameter of the sound processing, taken as it is. */
const soundValue = ({ type, min, max, choices, unit }: SoundParameter): Schema<boolean | number> => {
  if (type === 'boolean') return flag;
  if (choices !== undefined)
    return leaf((value) => choices.includes(value as number), `${choices.join(' or ')} ${unit}`, { allowed: choices });
  return leaf(
    (value) => typeof value === 'number' && value >= min! && value <= max!,
    `${min}…${max} ${unit}`.replace('-', '−'),
    { allowed: { type: 'number', min, max } },
  );
};

/** Some or all of a strip's parameters, in commands (`closed`) and stored rows. */
export const stripFields = (closed: boolean): Schema<Partial<StripSettings>> => {
  const fields = Object.entries(STRIP_PARAMETERS).map(([name, row]) => [name, v.optional(soundValue(row))]);
  return record(Object.fromEntries(fields), { closed }) as Schema<Partial<StripSettings>>;
};

/** One change of one parameter, as the history keeps it. Only `master` has no `ch`. */
export const change = v.pipe(
  record({ p: parameterName, ch: v.optional(channel), from: parameterValue, to: parameterValue }),
  rule(
    ({ p, ch, from, to }) => fits(p, from) && fits(p, to) && (p === 'master') === (ch === undefined),
    'a change of a parameter',
  ),
);

/** One entry of a `set`, as a stored row keeps it. */
export const setEntry: Schema<Change> = v.pipe(
  record({ p: parameterName, ch: v.optional(channel), v: parameterValue }),
  rule(({ p, ch, v }) => fits(p, v) && (p === 'master') === (ch === undefined), 'a value of a parameter'),
) as unknown as Schema<Change>;

const ofMs = (max: number) =>
  leaf<number>((value) => typeof value === 'number' && value >= 0 && value <= max, `0…${max} ms`, {
    allowed: { type: 'number', min: 0, max },
  });
/** A delay to the ear, measured with a microphone: the middle of the readings, and how far they lie apart, ms. */
export const earFields = { ms: ofMs(2000), spreadMs: ofMs(1000) };

/** The fields of a channel group. Its channels may lie beyond the present interface. */
export const groupFields = { id, color, name, channels: channelSet(MAX_CHANNELS, 1, MAX_CHANNELS) };
