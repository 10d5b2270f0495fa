/** Replaces `<me>`, `<other>` and so on in a seed by real names. */
import type { Json } from './values.js';

export type Names = Readonly<Record<string, string>>;

const PLACE = /<([a-z]+)>/g;

export function named<T extends Json>(value: T, names: Names): T {
  if (typeof value === 'string') return value.replace(PLACE, (all, name: string) => names[name] ?? all) as T;
  if (Array.isArray(value)) return value.map((inner: Json) => named(inner, names)) as unknown as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, named(inner as Json, names)]),
  ) as unknown as T;
}

/** The names in a backup: its devices, and one object of each kind. */
export function namesIn(backup: string): Names {
  const { rows } = JSON.parse(backup) as { rows: Record<string, { songs?: { id: string }[] }> };
  const keys = Object.keys(rows);
  const first = (table: string, part: number): string =>
    keys.find((key) => key.startsWith(`${table}/`))?.split('/')[part] ?? 'none';
  return {
    session: first('session', 1),
    preset: first('preset', 2),
    ask: first('ask', 1),
    song: rows['setlist/box']?.songs?.[0]?.id ?? 'none',
  };
}
