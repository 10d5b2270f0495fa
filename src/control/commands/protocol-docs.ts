/**
 * The generated parts of `docs/protocol.md`: the tables of parameters, strips, commands, messages and errors.
 * `scripts/protocol-docs.mjs` writes them, and a test compares the file with them. Pure.
 */

import { payloadsFor } from '../../wire/commands.js';
import { ERROR_KINDS } from '../../wire/errors.js';
import { MESSAGE_DOCS } from '../../wire/message-docs.js';
import { PARAMETER_NAMES, PARAMETERS } from '../../wire/parameters.js';
import { STRIP_PARAMETERS } from '../../wire/strip.js';
import { type TopicName, topics } from '../../wire/topics.js';
import type { Who } from './command.js';
import { fieldsOf, valuesOf } from './payload-notation.js';
import { COMMANDS } from './table.js';

const WHO: Readonly<Record<Who, string>> = {
  anyone: 'anyone',
  owner: 'own · engineer',
  sharer: 'own · mirrors · engineer',
  engineer: 'engineer',
  maker: 'its maker · engineer',
  players: 'engineer, all if `anyone` is set',
};

const TARGET = { device: '/<uuid>', channel: '/<n>', session: '/<id>', nothing: '' } as const;

/** Escapes a `|`, which would end the cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
}

function parameters(): string {
  const rows = PARAMETER_NAMES.map((name) => {
    const { scope, type, min, max, unit, meaning, earlier } = PARAMETERS[name];
    const values = type === 'boolean' ? 'true, false' : `${min} … ${max}`;
    return [
      `\`${name}\``,
      scope === 'channel' ? 'one channel (`ch`)' : 'whole mix',
      values,
      unit,
      meaning,
      `\`${earlier}\``,
    ];
  });
  return table(['`p`', 'of', 'values', 'unit', 'meaning', 'earlier name'], rows);
}

function strip(): string {
  const rows = Object.entries(STRIP_PARAMETERS).map(([name, { type, min, max, choices, unit, initial, meaning }]) => {
    const values = type === 'boolean' ? 'true, false' : (choices?.join(', ') ?? `${min} … ${max}`);
    return [`\`${name}\``, values, unit, String(initial), meaning];
  });
  return table(['parameter', 'values', 'unit', 'at first', 'meaning'], rows);
}

function commands(): string {
  const rows = COMMANDS.map(({ name, kind, action, about, who, meaning }) => {
    const fields = fieldsOf(payloadsFor()[name]);
    const payload = [action === undefined ? '' : `action:"${action}"`, fields].filter(Boolean).join(', ');
    return [`\`cmd/${kind}${TARGET[about]}\``, payload === '' ? '–' : `\`${payload}\``, WHO[who], meaning];
  });
  return table(['topic', 'payload besides `op`', 'who', 'meaning'], rows);
}

/** Topics that have a session's id. A strip has its input; all others with an id have a device's uuid. */
const OF_SESSION: readonly TopicName[] = ['participants', 'messages', 'message'];

function messages(): string {
  const rows = (Object.keys(topics) as TopicName[]).map((name) => {
    const { fields, meaning } = MESSAGE_DOCS[name];
    const payload = Object.entries(fields).map(([field, form]) => `${field}${form}`);
    const topic = topics[name](name === 'strip' ? '<n>' : OF_SESSION.includes(name) ? '<id>' : '<uuid>');
    return [`\`${topic}\``, `\`{${payload.join(', ')}}\``, meaning];
  });
  return table(['topic', 'payload', 'when'], rows);
}

/** One row for each field, by what it takes; the commands that have it beside it. */
function fields(): string {
  const users = new Map<string, string[]>();
  for (const { name } of COMMANDS)
    for (const [field, takes] of valuesOf(payloadsFor()[name])) {
      const row = `\`${field}\`\n${takes}`;
      users.set(row, [...(users.get(row) ?? []), name]);
    }
  return table(
    ['field', 'takes', 'in'],
    [...users].map(([row, names]) => [...row.split('\n'), names.join(', ')]),
  );
}

function errors(): string {
  return table(
    ['code', 'HTTP', 'who must act', 'meaning'],
    Object.entries(ERROR_KINDS).map(([code, { status, who, meaning }]) => [
      `\`${code}\``,
      String(status),
      who,
      meaning,
    ]),
  );
}

const SECTIONS: Readonly<Record<string, () => string>> = { parameters, strip, commands, fields, messages, errors };

/** The page with its generated sections renewed. Throws if the marks of a section are missing. */
export function withGenerated(page: string): string {
  let result = page;
  for (const [name, make] of Object.entries(SECTIONS)) {
    const marks = new RegExp(`(<!-- generated:${name} -->\\n)[\\s\\S]*?(<!-- /generated:${name} -->)`);
    if (!marks.test(result)) throw new Error(`docs/protocol.md has no marks for ${name}`);
    result = result.replace(marks, (_all, open: string, close: string) => `${open}\n${make()}\n\n${close}`);
  }
  return result;
}
