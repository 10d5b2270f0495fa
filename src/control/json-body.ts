/** JSON from outside: one reader for every door of control. Pure. */
import { MAX_JSON_DEPTH, nestsDeeper } from '../audio/json-depth.js';
import { ControlError } from './errors.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** What was read. A body that nests too deep is there for its `op` alone. */
export type ReadJson =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly error: ControlError; readonly body?: unknown };

/** Reads JSON in UTF-8: `bad_json`, or `bad_value` where it nests deeper than MAX_JSON_DEPTH. Never throws. */
export function readJson(bytes: Uint8Array): ReadJson {
  let body: unknown;
  try {
    body = JSON.parse(UTF8.decode(bytes));
  } catch {
    return { ok: false, error: new ControlError('bad_json', 'the payload is not JSON in UTF-8') };
  }
  if (!nestsDeeper(bytes)) return { ok: true, body };
  const path = deepField(body);
  const message = `${path ?? 'the payload'} nests deeper than ${MAX_JSON_DEPTH} levels`;
  const allowed = { maxDepth: MAX_JSON_DEPTH };
  return { ok: false, error: new ControlError('bad_value', message, { ...(path ? { path } : {}), allowed }), body };
}

/** The name of the first field of an object that itself nests too deep; undefined where there is none, or its name is long. */
function deepField(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const found = Object.entries(body).find(([, value]) => isDeep(value));
  return found && found[0].length <= 64 ? found[0] : undefined;
}

function isDeep(field: unknown): boolean {
  let level = [field].filter(isNest);
  // The object it is a field of is a level too.
  for (let depth = 1; depth < MAX_JSON_DEPTH && level.length > 0; depth++)
    level = level.flatMap((nest) => Object.values(nest).filter(isNest));
  return level.length > 0;
}

const isNest = (value: unknown): value is object => typeof value === 'object' && value !== null;
