/**
 * Schemas for values from outside: valibot's, each check with a rule that says what it takes. A refusal names only the
 * first fault, so a long list of faults costs no more than one. Pure; any thread. The page uses the types alone.
 */
import * as v from 'valibot';

/** What a check accepts. Refusals and the documentation quote it. */
export interface Rule {
  /** In words, after "takes": `a whole number 0…63`. */
  readonly takes: string;
  /** The same for programs. */
  readonly allowed: unknown;
  /** Code of the refusal, if it is not the usual one. */
  readonly code?: string;
  /** Short form for the documentation, such as `<uuid>`. */
  readonly sign?: string;
}

/** The first fault of a value. */
export interface SchemaFault extends Rule {
  /** Where: `set[0].v`; empty for the whole value. */
  readonly path: string;
}

/** A schema that gives `Out`. Before cleaning, its value has the type `In`. */
export type Schema<Out, In = Out> = v.GenericSchema<In, Out>;
export type Output<S extends v.GenericSchema> = v.InferOutput<S>;
export type Input<S extends v.GenericSchema> = v.InferInput<S>;

type RuleOptions = Partial<Pick<Rule, 'allowed' | 'code' | 'sign'>>;
type WholeOptions = RuleOptions & { readonly takes?: string };

const ruleOf = (takes: string, { allowed = takes, ...rest }: RuleOptions = {}): Rule => ({ takes, allowed, ...rest });

/** A value that `fits` accepts as it is. */
export function leaf<T>(fits: (value: unknown) => boolean, takes: string, options?: RuleOptions): Schema<T> {
  return withRule(v.custom<T>(fits), takes, options);
}

/** A schema of valibot whose own refusal quotes this rule. */
export function withRule<S extends object>(schema: S, takes: string, options?: RuleOptions): S {
  return Object.assign(schema, { requirement: ruleOf(takes, options) });
}

/** A further check, in a pipe after the schema. */
export function rule<T>(
  fits: (value: T) => boolean,
  takes: string,
  options?: RuleOptions,
): v.CheckAction<T, undefined> {
  return v.check<T>(Object.assign((value: T) => fits(value), ruleOf(takes, options)));
}

export const flag = leaf<boolean>((value) => typeof value === 'boolean', 'true or false', {
  allowed: { type: 'boolean' },
});

export function whole(min: number, max: number, { takes, ...options }: WholeOptions = {}): Schema<number> {
  const fits = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
  return leaf(fits, takes ?? `a whole number ${min}…${max}`, { allowed: { type: 'integer', min, max }, ...options });
}

/** Any number in `−limit…+limit`. */
export function within(limit: number, unit: string): Schema<number> {
  return leaf((value) => typeof value === 'number' && Math.abs(value) <= limit, `−${limit}…+${limit} ${unit}`, {
    allowed: { type: 'number', min: -limit, max: limit },
  });
}

/** A text that programs write. */
export function matching(pattern: RegExp, takes: string, options?: RuleOptions): Schema<string> {
  return leaf((value) => typeof value === 'string' && pattern.test(value), takes, options);
}

export function oneOf<const T extends string | null>(...choices: readonly T[]): Schema<T> {
  return leaf((value) => choices.includes(value as T), choices.join(' or '), {
    allowed: choices,
    sign: choices.map((choice) => JSON.stringify(choice)).join('|'),
  });
}

export function list<Out, In>(item: Schema<Out, In>, max: number) {
  const bounded = leaf<In[]>((value) => Array.isArray(value) && value.length <= max, `a list of at most ${max}`, {
    allowed: { max },
  });
  return Object.assign(v.pipe(bounded, v.array(item)), { item });
}

/** A list whose length only the size of the message bounds. */
export const unbounded = <Out, In>(item: Schema<Out, In>) =>
  Object.assign(withRule(v.array(item), 'a list', { allowed: { type: 'array' } }), { item });

/** No two entries with the same `by`. */
export const distinct = <T>(by: (entry: T) => unknown = (entry) => entry) =>
  rule<T[]>((entries) => new Set(entries.map(by)).size === entries.length, 'each only once');

export const orNull = <Out, In>(schema: Schema<Out, In>) => v.nullable(schema);
/** A field that may be missing or null. */
export const orAbsent = <Out, In>(schema: Schema<Out, In>) => v.nullish(schema);
/** A field that may be missing. */
export const maybe = <Out, In>(schema: Schema<Out, In>) => v.optional(schema);

/** A check whose fault belongs to one field. */
export const at = <T extends object, K extends keyof T & string>(field: K, fault: v.CheckAction<T, undefined>) =>
  v.forward(fault as never, [field] as never) as unknown as v.CheckAction<T, undefined>;

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object whose fields are somebody else's concern. */
export const anObject = () => withRule(v.custom<object>(isRecord), 'an object', { allowed: { type: 'object' } });

type Fields = Readonly<Record<string, v.GenericSchema>>;
type RecordOf<F extends Fields> = Schema<
  v.InferOutput<v.ObjectSchema<F, undefined>>,
  v.InferInput<v.ObjectSchema<F, undefined>>
> & { readonly entries: F };

/**
 * An object. Unknown fields are dropped, or refused if the record is `closed`. Unlike valibot's own, it refuses lists,
 * leaves out fields without a value, and lets a missing field be refused by its own rule.
 */
export function record<F extends Fields>(entries: F, { closed = false } = {}): RecordOf<F> {
  const names = Object.keys(entries);
  const schemas = Object.values(entries);
  const unknown = leaf(() => false, `one of ${names.join(', ')}`, { allowed: names });
  const base = anObject();
  const refuse = base['~run'];
  const run: (typeof base)['~run'] = function (this: typeof base, dataset, config) {
    const given = dataset.value as Record<string, unknown>;
    if (!isRecord(given)) return refuse.call(this, dataset, config);
    const stranger = closed ? Object.keys(given).find((name) => !Object.hasOwn(entries, name)) : undefined;
    if (stranger !== undefined) return faultBelow(given, stranger, unknown['~run']({ value: 0 }, config));
    const made: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      const field = schemas[i]!['~run']({ typed: false, value }, config);
      if (field.issues !== undefined) return faultBelow(given, name, field);
      if (field.value !== undefined) made[name] = field.value;
    }
    return { typed: true, value: made };
  };
  return Object.assign(base, { '~run': run, entries }) as unknown as RecordOf<F>;
}

/** A refusal of the whole record for its field `key`, whose place goes in front of the issues' paths. */
function faultBelow(input: object, key: string, field: v.OutputDataset<unknown, v.BaseIssue<unknown>>) {
  const item: v.IssuePathItem = { type: 'unknown', origin: 'value', input, key, value: field.value };
  const issues = field.issues!.map((issue) => ({ ...issue, path: [item, ...(issue.path ?? [])] }));
  return { typed: false, value: input, issues } as unknown as v.OutputDataset<object, v.CustomIssue>;
}

/** Reads whatever is no object as an empty one; then the first missing field is refused. */
export function orEmpty<Out, In>(schema: Schema<Out, In>) {
  return v.pipe(
    v.custom<In>(() => true),
    v.transform((value) => (isRecord(value) ? value : {}) as In),
    schema,
  );
}

const FIRST_ONLY = { abortEarly: true } as const;

/** The value with its type, or its first fault. Never throws. */
export function check<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
): { readonly ok: true; readonly value: v.InferOutput<S> } | { readonly ok: false; readonly fault: SchemaFault } {
  const { success, output, issues } = v.safeParse(schema, value, FIRST_ONLY);
  if (success) return { ok: true, value: output };
  const { requirement, path = [] } = issues[0];
  const { takes, allowed, code } = requirement as Rule;
  return { ok: false, fault: { path: pathOf(path), takes, allowed, code } };
}

function pathOf(items: readonly { readonly key: unknown }[]): string {
  let path = '';
  for (const { key } of items) {
    if (typeof key === 'number') path += `[${key}]`;
    else path += path === '' ? String(key) : `.${String(key)}`;
  }
  return path;
}
