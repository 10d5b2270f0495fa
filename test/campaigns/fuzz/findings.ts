/** The findings of a fuzz: kept once per cause, and written so that they can be repeated. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BatchName, type Input, shown } from './door.js';

export type Kind = 'fault' | 'hang' | 'end' | 'loss' | 'memory';

export interface Found {
  readonly kind: Kind;
  readonly what: string;
  readonly name: BatchName;
  /** Number of the input within its batch; −1: the batch as a whole. */
  readonly index: number;
  /** The input, readable. */
  readonly input: string;
}

/** At most this many are written per cause. */
const KEPT = 2;

export class Findings {
  readonly #folder: string;
  readonly #counts = new Map<string, number>();
  readonly files: string[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  get count(): number {
    return [...this.#counts.values()].reduce((sum, one) => sum + one, 0);
  }

  add(found: Found): void {
    const cause = causeOf(found);
    const had = this.#counts.get(cause) ?? 0;
    this.#counts.set(cause, had + 1);
    if (had >= KEPT) return;
    mkdirSync(this.#folder, { recursive: true });
    const { name, index } = found;
    const file = join(this.#folder, `${name.door}-${name.seed}-${name.batch}-${index}.json`.replace(/[^\w.-]/g, '_'));
    writeFileSync(file, `${JSON.stringify({ ...found, replay: `npm run fuzz -- --replay ${file}` }, null, 1)}\n`);
    this.files.push(file);
    console.log(
      `  FOUND ${found.kind} at ${name.door}: ${found.what.split('\n').slice(0, 3).join(' | ').slice(0, 400)}\n        ${file}`,
    );
  }

  /** One line per cause, the most frequent first. */
  lines(): string[] {
    return [...this.#counts].sort(([, a], [, b]) => b - a).map(([cause, count]) => `${count} × ${cause}`);
  }
}

/** Findings with the same cause differ only in the values they mention. */
function causeOf({ kind, what, name }: Found): string {
  const lines = what.split('\n').map((line) => line.trim());
  const at =
    lines
      .find((line) => line.startsWith('at ') && !line.includes('node:'))
      ?.replace(/^at |\(?file:.*\/dist\/|\)$/g, '') ?? '';
  return `${kind} at ${name.door}: ${lines[0]!.replace(/\d+/g, 'n').slice(0, 100)} ${at}`.trim();
}

export function readFound(file: string): Found {
  return JSON.parse(readFileSync(file, 'utf8')) as Found;
}

export const foundIn = (
  kind: Kind,
  name: BatchName,
  index: number,
  error: unknown,
  input: Input | undefined,
): Found => ({
  kind,
  name,
  index,
  what: error instanceof Error ? (error.stack ?? error.message) : String(error),
  input: input === undefined ? '' : shown(input),
});
