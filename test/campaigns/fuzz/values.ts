/**
 * JSON that no honest client sends: made from nothing, or from valid JSON with a few changes. It is text and not
 * values, because the worst of it (nesting, numbers beyond range, duplicate keys) exists only as text.
 */
import type { Random } from './random.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const NUMBERS = [
  ...[0, -0, 1, -1, 0.5, 2, 3, 4, 4.000001, 15, 16, 63, 64, 127, 128, 255, 256, 1919, 1921, 65_535, 65_536],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 2, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 2 ** 63, 2 ** 64],
  ...[1e20, -1e20, 1e308, -1e308, 5e-324, 1e-9, 1000, 86_400_000, 4_102_444_800_000, 8.64e15, 8.64e15 + 1],
];

/** Texts that some reader takes for more than a text. */
const TEXTS = [
  ...['', ' ', '\0', '\n', '\r\n', '\u0007', 'a\0b', '\ud800', '\udc00x', '\uffff', '\ufeff', '\u200b', '\u202eabc'],
  ...[
    '\u2066\u2067\u2068\u2069',
    'e\u0301',
    '日本語',
    '🥁'.repeat(16),
    '﷽',
    '../../etc/passwd',
    '..\\..',
    '%00',
    '%2e%2e/',
  ],
  ...["'|id>/tmp/x'", '$(id)', '`id`', '<b>', '"><script>', '{{7*7}}', '%s%n', "' OR 1=1", '+', '#', '+/#', '$SYS/#'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'box',
    'null',
    'undefined',
    'NaN',
    '-Infinity',
    '1e999',
  ],
  ...['true', '0', '-1', '00', '0x10', '1.5', '9'.repeat(30), 'alsa:null', 'wav:/dev/zero', 'tones:99999', 'engineer'],
];

const KEYS = [
  ...['op', 'set', 'p', 'ch', 'v', 't', 'id', 'name', 'uuid', 'token', 'action', 'channels', 'groups', 'order', 'lock'],
  ...[
    'role',
    'to',
    'from',
    'song',
    'songs',
    'index',
    'level',
    'text',
    'file',
    'format',
    'version',
    'rows',
    'mix',
    'at',
  ],
  ...['rev', 'ifRev', 'gesture', 'trimDb', 'link', 'color', 'icon', 'type', 'audio', 'topics', 'payload', 'gains'],
  ...['__proto__', 'constructor', 'prototype', 'toJSON', 'length', 'then', 'valueOf', '', ' ', '\0', '0', '-1', '1e3'],
];

/** In a value this stands for that many brackets around it; `textOf` turns it into text. */
const NEST = '\u0001nest';

/** Any value; `depth` counts down. */
export function anything(random: Random, depth = 3): Json {
  switch (random.below(depth > 0 ? 12 : 8)) {
    case 0:
      return null;
    case 1:
      return random.once(2);
    case 2:
      return random.pick(NUMBERS);
    case 3:
      return random.below(200) - 20;
    case 4:
      return (random.next() - 2 ** 31) / 2 ** 29;
    case 5:
      return random.pick(TEXTS);
    case 6:
      return longText(random);
    case 7:
      return random.once(6) ? nest(random) : random.pick(KEYS);
    case 8:
    case 9:
      return Array.from({ length: random.few(24) }, () => anything(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.few(12) }, () => [random.pick(KEYS), anything(random, depth - 1)]),
      );
  }
}

function longText(random: Random): string {
  const unit = random.pick(['x', ' ', 'é', '🎸', '\ud800', '\\', '"', '[', '{"a":', random.pick(TEXTS)]);
  return unit.repeat(random.pick([1, 16, 63, 64, 65, 128, 300, 1100, random.few(5000)]));
}

const nest = (random: Random): string =>
  `${NEST}${random.pick(['[', '{'])}${random.pick([8, 64, 500, 5000, random.few(30_000)])}`;

/** A copy of `seed` with up to four changes. */
export function changed(random: Random, seed: Json): Json {
  let value = seed;
  for (let changes = 1 + random.few(4); changes > 0; changes--) value = change(random, value);
  return value;
}

function change(random: Random, value: Json): Json {
  // The deeper, the likelier to stop: every place gets its turn.
  if (Array.isArray(value)) return changeList(random, value as readonly Json[]);
  if (value !== null && typeof value === 'object') return changeObject(random, value as { [key: string]: Json });
  return leaf(random, value);
}

function changeList(random: Random, list: readonly Json[]): Json {
  if (list.length === 0 || random.once(8)) return anything(random, 2);
  const at = random.below(list.length);
  const copy = list.slice();
  switch (random.below(6)) {
    case 0:
      copy.splice(at, 1);
      return copy;
    case 1:
      copy.splice(at, 0, copy[random.below(list.length)]!);
      return copy;
    case 2:
      return Array.from(
        { length: Math.min(4096, list.length * (2 + random.few(200))) },
        (_, i) => list[i % list.length]!,
      );
    default:
      copy[at] = change(random, copy[at]!);
      return copy;
  }
}

function changeObject(random: Random, value: { readonly [key: string]: Json }): Json {
  const keys = Object.keys(value);
  if (keys.length === 0 || random.once(12)) return anything(random, 2);
  const key = random.pick(keys);
  const entries = Object.entries(value);
  switch (random.below(8)) {
    case 0:
      return Object.fromEntries(entries.filter(([name]) => name !== key));
    case 1:
      return Object.fromEntries([...entries, [random.pick(KEYS), anything(random, 2)]]);
    case 2:
      return Object.fromEntries(entries.map(([name, inner]) => [name === key ? random.pick(KEYS) : name, inner]));
    default:
      return Object.fromEntries(entries.map(([name, inner]) => [name, name === key ? change(random, inner) : inner]));
  }
}

function leaf(random: Random, value: Json): Json {
  if (random.once(2)) return anything(random, 1);
  if (typeof value === 'number')
    return random.pick([value + 1, value - 1, -value, value * 1e3, value / 3, random.pick(NUMBERS)]);
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return random.pick(NUMBERS);
  const at = random.below(value.length + 1);
  return value.slice(0, at) + random.pick(TEXTS) + value.slice(at + random.below(3));
}

const DEEPEST = 30_000;
/** Letters of a text. */
const LONGEST = 262_144;

const nested = (kind: string, depth: number): string =>
  kind === '[' ? '['.repeat(depth) + ']'.repeat(depth) : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

/** The value as JSON, sometimes with parts that exist only as text. */
export function textOf(random: Random, value: Json): string {
  let text = JSON.stringify(value).replace(/"\\u0001nest([[{])(\d+)"/g, (_, kind: string, depth: string) =>
    nested(kind, Math.min(Number(depth), DEEPEST)),
  );
  // Inputs more expensive than this are merely large, not bad.
  if (text.length > LONGEST) return text.slice(0, LONGEST);
  if (!random.once(12)) return text;
  const at = random.below(text.length + 1);
  switch (random.below(8)) {
    case 0:
      text = text.slice(0, at);
      break;
    case 1:
      text = `\ufeff${text}`;
      break;
    case 2:
      text = text.replace(/\d+/, random.pick(['1e400', '-1e400', '1E+2', '0.1e-400', '01', '١', '9'.repeat(400)]));
      break;
    case 3:
      text = text.replace(/^\{/, '{"op":"twice","op":{"a":1},"__proto__":{"op":"x","polluted":1},');
      break;
    case 4:
      text = text.slice(0, at) + random.pick(TEXTS) + text.slice(at);
      break;
    case 5:
      text = `${text}${random.pick([' ', '\n', '\0', text, ',', '}'])}`;
      break;
    case 6:
      text = `${'['.repeat(random.few(20_000))}${text}`;
      break;
    default:
      text = text.replace(/"/g, random.pick(["'", '“', '\\"', '\\u0022']));
  }
  return text;
}

export { KEYS, TEXTS };
