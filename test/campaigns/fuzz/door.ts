/** One entrance of the box for the fuzz: batches of inputs, each made from its own name, so that it can be repeated. */
import type { Random } from './random.js';

/** One input for a door; kept as readable text when it fails. */
export type Input = string | Buffer | { readonly [part: string]: unknown };

export interface Batch {
  /** The next input. */
  make(): Input;
  /** Passes it to the door. Anything it throws, or rejects with, is a finding. */
  feed(input: Input): Promise<void> | void;
  /** Checks that the state left by the inputs is valid; throws if it is not. */
  end?(): Promise<void> | void;
}

/** The place of one run of inputs: with the seed it makes every one of them again. */
export interface BatchName {
  readonly seed: string;
  readonly door: string;
  readonly batch: number;
}

export interface Door {
  readonly name: string;
  /** A description for the report. */
  readonly about: string;
  /** Its share of a thousand inputs. */
  readonly share: number;
  readonly inputsPerBatch: number;
  begin(random: Random): Promise<Batch> | Batch;
}

/** A state that no input may cause. */
export class Finding extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Finding';
  }
}

/** An input for the reader: its kind and its beginning. */
export function shown(input: Input, longest = 4000): string {
  const text = Buffer.isBuffer(input)
    ? `${input.length} bytes, base64: ${input.toString('base64')}`
    : typeof input === 'string'
      ? JSON.stringify(input)
      : JSON.stringify(input, (_key, value: unknown) =>
          value instanceof Uint8Array ? `base64:${Buffer.from(value).toString('base64')}` : value,
        );
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}

/** The next turn of the event loop. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
