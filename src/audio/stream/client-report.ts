/**
 * Text messages of a web listener: reports about itself, and time requests. Pure. Any other text is junk: counted,
 * never answered, and never a reason to close.
 */

/** Longest text message, bytes. */
export const REPORT_BYTES = 8_192;

/** Most fields kept of one report, and the longest text among them. */
const FIELDS = 32;
const TEXT = 64;

export interface ClientReport {
  /** The client's clock, if it asked for the time. */
  readonly t0: number | undefined;
  /** What it says about WebRTC, unchecked; undefined if nothing. */
  readonly signal?: unknown;
  /** The report's plain fields: finite numbers, booleans, short texts. */
  readonly fields: Readonly<Record<string, number | boolean | string>>;
}

/** Parses a report. Undefined if the text is not a JSON object. */
export function parseReport(text: string): ClientReport | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { t0, signal } = value as { t0?: unknown; signal?: unknown };
  return {
    t0: typeof t0 === 'number' && Number.isFinite(t0) ? t0 : undefined,
    ...(signal === undefined ? {} : { signal }),
    fields: plainFields(value as Record<string, unknown>, ['t0', 'signal']),
  };
}

/** The fields of a report that are worth keeping, except those named. */
export function plainFields(
  value: Readonly<Record<string, unknown>>,
  without: readonly string[],
): Readonly<Record<string, number | boolean | string>> {
  const entries = Object.entries(value)
    .filter((entry): entry is [string, number | boolean | string] => plain(entry[1]) && entry[0].length <= TEXT)
    .filter(([name]) => name !== '__proto__' && !without.includes(name));
  return Object.fromEntries(entries.slice(0, FIELDS));
}

function plain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'boolean' || (typeof value === 'string' && value.length <= TEXT);
}
