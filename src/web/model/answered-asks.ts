/** This device's requests that are no longer open, and how each one ended. Pure. */
import type { Ask, AskAnswer } from '../../wire/messages.js';

export interface Ended {
  readonly ask: Ask;
  /** Undefined if the answer came while this page was closed or offline. */
  readonly answer: AskAnswer | undefined;
}

/** The requests of `me` that closed between `before` and `now`, without those that `me` answered. */
export function endedAsks(
  before: readonly Ask[],
  now: readonly Ask[],
  answer: AskAnswer | undefined,
  me: string,
): readonly Ended[] {
  const open = new Set(now.map(({ id }) => id));
  return before
    .filter((ask) => ask.uuid === me && !open.has(ask.id))
    .map((ask) => ({ ask, answer: answer?.id === ask.id ? answer : undefined }))
    .filter((ended) => ended.answer?.by !== me);
}
