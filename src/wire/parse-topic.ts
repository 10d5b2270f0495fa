/** Finds a topic in the table, for the box. Pure. */
import { type TopicName, topics } from './topics.js';

/** Which topic of the table this is, and the uuid or id in it. */
export interface NamedTopic {
  readonly name: TopicName;
  /** Undefined for topics without one. */
  readonly id: string | undefined;
}

/** The topics with `+` for the id: `sb/1/mix/+/snapshot` → `mixSnapshot`. */
const BY_FORM: ReadonlyMap<string, TopicName> = new Map(
  Object.entries(topics).map(([name, make]) => [make('+'), name as TopicName]),
);

/** Level of the id, counted from 0: `sb`, `1`, a word, the id. */
const ID_LEVEL = 3;

/** Undefined for commands and other strings. The id may be of any form. */
export function parseTopic(text: string): NamedTopic | undefined {
  const name = BY_FORM.get(text);
  if (name !== undefined) return text.includes('+') ? undefined : { name, id: undefined };
  const levels = text.split('/');
  const id = levels[ID_LEVEL];
  if (id === undefined || id === '') return undefined;
  levels[ID_LEVEL] = '+';
  const found = BY_FORM.get(levels.join('/'));
  return found === undefined ? undefined : { name: found, id };
}
