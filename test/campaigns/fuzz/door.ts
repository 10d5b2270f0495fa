/**
 * A door of the box as the fuzz knows it: batches of inputs, each batch made anew from its own name, so that it can
 * be run again.
 */
import type { Random } from './random.js';

/** What is given to a door; kept as text for people when it fails. */
export type Input = string | Buffer | { readonly [part: string]: unknown };

export interface Batch {
  /** The next input. */
  make(): Input;
  /** Gives it to the door. Whatever it throws, or rejects with, is a finding. */
  feed(input: Input): Promise<void> | void;
  /** Looks whether what the inputs left behind still holds together; throws what does not. */
  end?(): Promise<void> | void;
}

/** Where one run of inputs belongs: with the seed it makes every one of them again. */
export interface BatchName {
  readonly seed: string;
  readonly door: string;
  readonly batch: number;
}

export interface Door {
  readonly name: string;
  /** What it is, for the report. */
  readonly about: string;
  /** Of a thousand inputs, so many are for this door. */
  readonly share: number;
  readonly inputsPerBatch: number;
  begin(random: Random): Promise<Batch> | Batch;
}

/** Something no input may bring about. */
export class Finding extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Finding';
  }
}

/** An input, for people: what it is and how it begins. */
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

/** The next turn of the loop. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
