/** My wishes that are open no more, and what became of them. Pure. */
import type { Ask, AskAnswer } from './types.js';

export interface Ended {
  readonly ask: Ask;
  /** Undefined where the answer came while this page was away. */
  readonly answer: AskAnswer | undefined;
}

/** What I answered myself is not told me. */
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
