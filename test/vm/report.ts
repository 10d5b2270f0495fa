import { writeSection } from '../harness/marked-section.js';

export interface Finding {
  readonly scenario: string;
  readonly ok: boolean;
  readonly seconds: number;
}

/** The results of a run as a table of docs/figures/vm.md, below what `heading` says of the run. */
export function writeReport(findings: readonly Finding[], heading: readonly string[]): void {
  const table = findings.map(
    ({ scenario, ok, seconds }) => `| ${scenario} | ${ok ? 'held' : '**failed**'} | ${Math.round(seconds)} s |`,
  );
  const text = [...heading, '', '| scenario | result | took |', '|---|---|---|', ...table];
  writeSection('figures/vm.md', 'vm', text.join('\n'));
}

/** The end of a serial console, without the terminal's control sequences. */
export function consoleTail(text: string, lines = 40): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals speak in control characters
  const plain = text.replace(/\x1b\[[0-9;?]*[A-Za-z]|\x1b[()=>78c]|[\0-\x08\x0b-\x1f]/g, '');
  return plain.trimEnd().split('\n').slice(-lines).join('\n');
}
