/**
 * Reads the TAP of a test file: its sums, the skipped tests with reasons, and the part that a person has to read. Pure.
 */

export interface Sums {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** From tap's closing comment; undefined if the file ended before it. */
export function sumsOf(text: string): Sums | undefined {
  const closing = text.match(/^# \{ total: .*\}$/gm)?.at(-1);
  if (closing === undefined) return undefined;
  const sum = (name: string) => Number(new RegExp(`\\b${name}: (\\d+)`).exec(closing)?.[1] ?? 0);
  return { passed: sum('pass'), failed: sum('fail'), skipped: sum('skip') };
}

/** Titles of skipped tests, with the reasons. */
export function skippedIn(text: string): string[] {
  return [...text.matchAll(/^ *ok \d+ - (.*?) # SKIP(.*)$/gm)].map(
    ([, title, why]) => `${title}:${why || ' no reason'}`,
  );
}

/**
 * Everything except passed points: failed points with their explanations, their titles,
 * comments, and lines that are not TAP.
 */
export function withoutWhatHeld(text: string): string {
  const kept: string[] = [];
  let held = false;
  let explained: string | undefined;
  for (const line of text.split('\n')) {
    if (explained !== undefined) {
      if (line === explained) explained = undefined;
      continue;
    }
    const start = /^( *)---$/.exec(line);
    if (held && start !== null) {
      explained = `${start[1]}...`;
      continue;
    }
    held = /^ *ok \d/.test(line);
    if (!held && !/^ *$|^TAP version|^ *1\.\.\d|^# time=/.test(line)) kept.push(line);
  }
  return kept.join('\n');
}
