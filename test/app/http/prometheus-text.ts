/**
 * A strict reader of Prometheus text by the rules of exposition format 0.0.4. Lines end in a line feed. HELP and TYPE
 * come once, before the samples of their family. A family's samples stand together, and no series comes twice.
 */
export interface Family {
  readonly help: string;
  readonly type: string;
  readonly samples: { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\\\\n]|\\\\[\\\\"n])*)"';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{((?:${LABEL},?)*)\\})? (\\S+)(?: -?\\d+)?$`);
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];

/** Families by name, in their order. Throws at the first line against the rules. */
export function parseExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line has no line feed');
  const families = new Map<string, Family>();
  const series = new Set<string>();
  let help: { name: string; text: string } | undefined;
  let present: { name: string; family: Family } | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const fail = (why: string): never => {
      throw new Error(`${why}: ${line}`);
    };
    const helped = new RegExp(`^# HELP (${NAME}) ((?:[^\\\\]|\\\\[\\\\n])*)$`).exec(line);
    const typed = new RegExp(`^# TYPE (${NAME}) (\\w+)$`).exec(line);
    const sample = SAMPLE.exec(line);
    if (helped) {
      if (help !== undefined || families.has(helped[1]!)) fail('a second HELP, or one without samples');
      help = { name: helped[1]!, text: unescaped(helped[2]!) };
    } else if (typed) {
      const [, name, type] = typed;
      if (help?.name !== name || !TYPES.includes(type!)) return fail('a TYPE without its HELP, or unknown');
      present = { name: name!, family: { help: help!.text, type: type!, samples: [] } };
      families.set(name!, present.family);
      help = undefined;
    } else if (sample) {
      const [, name, labels = ''] = sample;
      const value = Number(sample.at(-1));
      if (present?.name !== name || help !== undefined) return fail('a sample outside its family');
      if (Number.isNaN(value)) fail('a value that is no number');
      if (series.has(`${name}{${labels}}`)) fail('a series that comes twice');
      series.add(`${name}{${labels}}`);
      const pairs = [...labels.matchAll(new RegExp(LABEL, 'g'))].map(([, key, raw]) => [key!, unescaped(raw!)]);
      present!.family.samples.push({ labels: Object.fromEntries(pairs), value });
    } else fail('not a line of the format');
  }
  for (const [name, { samples }] of families) if (samples.length === 0) throw new Error(`${name} has no sample`);
  return families;
}

const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_all, character: string) => (character === 'n' ? '\n' : character));
