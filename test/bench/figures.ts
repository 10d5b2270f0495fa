/**
 * Results of a benchmark. They are printed as they come. With `--write` they also replace the benchmark's section in
 * `docs/figures/`, under a line with the machine, the date, the commit and the load.
 */
import { Circumstances } from '../harness/circumstances.js';
import { writeSection } from '../harness/marked-section.js';

/** Prints some lines of Markdown and keeps them for the page. */
export type Print = (text: string) => void;

/** For the benchmarks' `parseArgs`. */
export const WRITE_OPTION = { write: { type: 'boolean', default: false } } as const;

/** Runs one part of a benchmark. `page` is a file of `docs/figures/` without ending, `section` a marked part of it. */
export async function figures(page: string, section: string, measure: (print: Print) => unknown): Promise<void> {
  const circumstances = new Circumstances();
  const lines: string[] = [];
  await measure((text) => {
    lines.push(text);
    console.log(text);
  });
  const conditions = circumstances.line();
  console.log(`\n${conditions}`);
  if (process.argv.includes('--write'))
    writeSection(`figures/${page}.md`, section, [conditions, '', ...lines].join('\n'));
}
