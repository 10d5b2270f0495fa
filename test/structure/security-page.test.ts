/** Each line of the security page names its test, and that test exists. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(`${ROOT}docs/security.md`, 'utf8');

/** `file` "beginning or part of its title". */
const references = [...page.matchAll(/`(test\/[^`]+\.ts)`\s+"([^"]+)"/g)].map(([, file, title]) => ({
  file: file!,
  title: title!,
}));

t.test('every test that the security page names exists', async (t) => {
  t.ok(references.length > 30, `${references.length} references`);
  for (const { file, title } of references) {
    const found = existsSync(`${ROOT}${file}`) && readFileSync(`${ROOT}${file}`, 'utf8').includes(title);
    t.ok(found, `${file}: ${title}`);
  }
});

t.test('every row about what somebody cannot do, or what happens, names a test', async (t) => {
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (who|cannot|what happens|---|\*\*)/.test(line))
    .filter((line) => !/^\|[\s|-]+$/.test(line));
  t.ok(rows.length > 30);
  for (const row of rows) t.match(row, /`test\/[^`]+\.ts`\s+"[^"]+"/, row.slice(0, 80));
});
