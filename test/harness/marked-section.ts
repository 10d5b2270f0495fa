/** Sections of documents that programs write, between `<!-- generated:name -->` and `<!-- /generated:name -->`. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));

/** The cells of the tables between the marks of a section of `docs/<file>`, a row each. */
export function sectionRows(file: string, name: string): string[][] {
  const page = readFileSync(`${DOCS}${file}`, 'utf8');
  const text = page.split(`<!-- generated:${name} -->`)[1]?.split(`<!-- /generated:${name} -->`)[0] ?? '';
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** Puts `text` between the marks of a section of `docs/<file>` and formats the file. Throws if marks are missing. */
export function writeSection(file: string, name: string, text: string): void {
  const path = `${DOCS}${file}`;
  const page = readFileSync(path, 'utf8');
  const [begin, end] = [`<!-- generated:${name} -->`, `<!-- /generated:${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/${file} has no section ${name}`);
  writeFileSync(path, `${page.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${page.slice(to)}`);
  // The lint step wants its tables aligned.
  spawnSync('npx', ['biome', 'check', '--write', path], { stdio: 'ignore' });
}
