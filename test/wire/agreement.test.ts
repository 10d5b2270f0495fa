/**
 * The box, the documentation and the Android client agree with `src/wire`. A real box publishes every topic in the
 * shape that `docs/protocol.md` gives, and the Android client names topics, packets and parameters that exist.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { NativeType } from '../../src/audio/stream/native/native-packet.js';
import { COMMANDS } from '../../src/control/commands/table.js';
import { MESSAGE_DOCS } from '../../src/wire/message-docs.js';
import { PARAMETER_NAMES } from '../../src/wire/parameters.js';
import { parseTopic } from '../../src/wire/parse-topic.js';
import { parseCommandTopic, type TopicName, topics } from '../../src/wire/topics.js';
import { joinBox, joinEngineer, Link, startBox } from '../control/support/box.js';
import { FakeEngine } from '../control/support/fake-engine.js';

const ANDROID = fileURLToPath(new URL('../../../android/src', import.meta.url));

/** The fields of a form such as `:[{index, name?}…]`; undefined if it has no flat fields. */
function innerFields(form: string): string[] | undefined {
  return /^\??:\[?\{([^{}<>]*)\}/.exec(form)?.[1]?.split(', ');
}

/** What a JSON object has too much or too little, by fields such as `id`, `rev?`, `state:"ok"`. */
function faults(path: string, value: object, fields: readonly string[]): string[] {
  const known = new Map(fields.map((field) => [/^\w+/.exec(field)![0], field]));
  const extra = Object.keys(value).filter((name) => !known.has(name));
  const missing = [...known].filter(([name, field]) => !(name in value) && !field.startsWith(`${name}?`));
  return [...extra.map((name) => `${path} has ${name}`), ...missing.map(([name]) => `${path} lacks ${name}`)];
}

function faultsOf(name: TopicName, message: Record<string, unknown>): string[] {
  const fields = Object.entries(MESSAGE_DOCS[name].fields) as [string, string][];
  const found = faults(
    name,
    message,
    fields.map(([field, form]) => `${field}${form}`),
  );
  for (const [field, form] of fields) {
    const inner = innerFields(form);
    const value = message[field];
    const entries = Array.isArray(value) ? value : value === undefined ? [] : [value];
    if (inner !== undefined) for (const entry of entries) found.push(...faults(`${name}.${field}`, entry, inner));
  }
  return found;
}

t.test('a real box publishes every topic, each in the shape that the page of the protocol gives', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  box.control.attachEngine(new FakeEngine());
  const anna = await joinBox(box, 'Anna');
  const desk = await joinEngineer(box);
  const a = await Link.open(box, anna);
  const e = await Link.open(box, desk);
  t.teardown(() => Promise.all([a.close(), e.close()]).then(() => {}));
  const { id } = await a.command('session', { action: 'create' });
  await a.command(`session/${id}`, { action: 'join' });
  const session: readonly TopicName[] = ['participants', 'messages', 'message'];
  const all = Object.keys(topics) as TopicName[];
  const idOf = (name: TopicName) => (name === 'strip' ? '0' : session.includes(name) ? id : anna.uuid);
  await a.subscribe(...all.map((name) => topics[name](idOf(name))));

  await a.command(`mix/${anna.uuid}`, { set: [{ p: 'gain', ch: 0, v: 1 }] });
  await a.command(`device/${anna.uuid}`, { action: 'rename', name: 'Anna Maria' });
  await a.command(`preset/${anna.uuid}`, { action: 'save', name: 'Soft' });
  await a.command(`session/${id}`, { action: 'message', text: 'Hello' });
  await e.command('setlist', { action: 'set', songs: [{ name: 'One' }] });
  await e.command('panic', { level: 'dim' });
  const request = await a.command(`ask/${anna.uuid}`, { action: 'ask', text: 'Louder' });
  await e.command(`ask/${anna.uuid}`, { action: 'decline', id: request.id });
  await a.command('nothing', {});
  await a.find(({ topic }) => topic === topics.boxMeters());
  await a.find(({ topic }) => topic === topics.boxReductions());

  const heard = a.heard.map(({ topic, body }) => ({ name: parseTopic(topic)?.name, body }));
  t.same(
    all.filter((name) => !heard.some((message) => message.name === name)),
    [],
    'every topic was published',
  );
  const wrong = heard.flatMap(({ name, body }) => (name === undefined ? ['an unknown topic'] : faultsOf(name, body)));
  t.same([...new Set(wrong)], []);
});

t.test('a topic is found in the table by its own builder, and nothing else is', async (t) => {
  for (const name of Object.keys(topics) as TopicName[]) {
    const found = parseTopic(topics[name]('u1'));
    t.equal(found?.name, name);
    t.ok(found?.id === undefined || found.id === 'u1');
    t.equal(parseTopic(`${topics[name]('u1')}/more`), undefined);
  }
  for (const text of ['', 'sb/1', 'sb/1/mix/+/delta', 'sb/1/mix//delta', 'sb/1/cmd/mix/u1', 'sb/2/setlist'])
    t.equal(parseTopic(text), undefined, text);
});

t.test('the Android client names only topics, commands, packets and parameters of the box', async (t) => {
  const java = readdirSync(ANDROID, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.java'))
    .map((file) => readFileSync(join(ANDROID, file), 'utf8'))
    .join('\n');
  // `"sb/1/mix/" + uuid + "/delta"` is one topic.
  const named = [...java.matchAll(/"(sb\/1\/[^"]*)"(?: \+ \w+(?: \+ "([^"]*)")?)?/g)].map(
    ([all, start, end = '']) => `${start}${all.includes('+') ? 'u1' : ''}${end}`,
  );
  t.ok(named.length >= 8, `${named.length} topics`);
  const kinds = new Set(COMMANDS.map(({ kind }) => kind));
  const known = (topic: string) => parseTopic(topic) !== undefined || kinds.has(parseCommandTopic(topic)?.kind ?? '');
  t.same(
    named.filter((topic) => !known(topic)),
    [],
  );

  const packets = Object.fromEntries(
    [...java.matchAll(/public static final int (AUDIO|CONTROL|PARITY|HELLO) = (\d+);/g)].map(([, name, n]) => [
      name!.toLowerCase(),
      Number(n),
    ]),
  );
  t.same(packets, NativeType);

  const parameters = readFileSync(join(ANDROID, 'com/fichatech/stagebox/mix/Parameter.java'), 'utf8');
  const theirs = [...parameters.matchAll(/\("(\w+)"/g)].map(([, name]) => name);
  t.same(
    theirs.filter((name) => !PARAMETER_NAMES.some((ours) => ours === name)),
    [],
  );
  t.ok(theirs.length > 0);
});
