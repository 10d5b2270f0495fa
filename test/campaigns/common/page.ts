/** The page of results. Each campaign writes its own section, with the machine, the time and the load. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../../../../docs/campaigns.md', import.meta.url));

/** One line: machine, Node, date, commit, load before the run and at its end. */
export class Circumstances {
  readonly #load = loadavg()[0]!;
  readonly #at = new Date();

  line(): string {
    const memory = Math.round(totalmem() / 1024 ** 3);
    return (
      `${cpus()[0]!.model.trim()}, ${cpus().length} processors, ${memory} GiB, Node ${process.version}; ${this.#at.toISOString().slice(0, 16).replace('T', ' ')} UTC, ` +
      `commit ${commit()}; load average ${this.#load.toFixed(1)} at the start, ${loadavg()[0]!.toFixed(1)} at the end.`
    );
  }
}

function commit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', 'src') === '' ? '' : ' with changes'}`;
  } catch {
    return 'unknown';
  }
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replace(/\|/g, '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Puts `text` between the marks of a section. */
export function writeSection(name: string, text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = [`<!-- generated:${name} -->`, `<!-- /generated:${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/campaigns.md has no section ${name}`);
  writeFileSync(PAGE, `${page.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${page.slice(to)}`);
  // The lint step wants its tables aligned.
  spawnSync('npx', ['biome', 'check', '--write', PAGE], { stdio: 'ignore' });
}
