/** The page of results. Each campaign writes its own section. */
import { writeSection as writeIn } from '../../harness/marked-section.js';

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replace(/\|/g, '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Puts `text` between the marks of a section. */
export function writeSection(name: string, text: string): void {
  writeIn('campaigns.md', name, text);
}
