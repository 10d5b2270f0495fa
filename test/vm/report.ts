import { writeFileSync } from 'node:fs';

export interface Finding {
  readonly scenario: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** The observations, one line each; the fault last if it failed. */
  readonly lines: readonly string[];
}

/** The log of a whole run as a page for docs/. */
export function writeReport(file: string, findings: readonly Finding[], heading: readonly string[]): void {
  const table = findings.map(
    ({ scenario, ok, seconds }) => `| ${scenario} | ${ok ? 'held' : '**failed**'} | ${Math.round(seconds)} s |`,
  );
  const details = findings.flatMap(({ scenario, lines }) => [
    '',
    `## ${scenario}`,
    '',
    ...lines.map((line) => `- ${line}`),
  ]);
  writeFileSync(
    file,
    [
      '# What the virtual machine showed',
      '',
      ...heading,
      '',
      '| scenario | result | took |',
      '|---|---|---|',
      ...table,
      ...details,
      '',
    ].join('\n'),
  );
}

/** The end of a serial console, without the terminal's control sequences. */
export function consoleTail(text: string, lines = 40): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals speak in control characters
  const plain = text.replace(/\x1b\[[0-9;?]*[A-Za-z]|\x1b[()=>78c]|[\0-\x08\x0b-\x1f]/g, '');
  return plain.trimEnd().split('\n').slice(-lines).join('\n');
}
