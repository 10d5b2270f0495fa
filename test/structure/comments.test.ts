/** Comments keep to 120 columns, as the code does. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const COLUMNS = 120;
const KINDS = ['ts', 'tsx', 'mjs', 'cc', 'h', 'c', 'java'];

t.test('no line of a comment is wider than 120 columns', async (t) => {
  const patterns = KINDS.map((kind) => `*.${kind}`);
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...patterns];
  const files = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);
  t.ok(files.length > 300);
  const wide = files.flatMap((file) =>
    readFileSync(`${ROOT}${file}`, 'utf8')
      .split('\n')
      .flatMap((line, i) => (/^\s*(\/\/|\/?\*)/.test(line) && line.length > COLUMNS ? [`${file}:${i + 1}`] : [])),
  );
  t.strictSame(wide, []);
});
