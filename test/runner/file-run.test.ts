import { fileURLToPath } from 'node:url';
import t from 'tap';
import { until } from '../harness/until.js';
import { runFile } from './file-run.js';

const NO_LIMIT_MS = 600_000;
const run = (name: string, limitMs = NO_LIMIT_MS) =>
  runFile(name, fileURLToPath(new URL(`./fixtures/${name}.js`, import.meta.url)), limitMs);

t.test('a file that passes: its sums, and the processor time it used', async (t) => {
  const { output, wallMs, cpuMs, ...facts } = await run('holds');
  t.same(facts, { file: 'holds', ok: true, passed: 2, failed: 0, skipped: 1 }, output);
  t.ok(cpuMs > 0 && wallMs > 0);
});

t.test('a file that fails', async (t) => {
  t.match(await run('fails'), { ok: false, passed: 1, failed: 1, output: /not ok 2 - what did not/ });
});

t.test('a file that ends in the middle has failed, whatever passed before', async (t) => {
  t.match(await run('crashes'), { ok: false, failed: 1, output: /ok 1 - this far/ });
});

t.test('a file that hangs reports what was unfinished and leaves no process behind', async (t) => {
  const { ok, failed, output } = await run('hangs', 3000);
  t.same([ok, failed > 0], [false, true]);
  t.match(output, /not ok .*hangs/s);
  const left = Number(/left behind: (\d+)/.exec(output)?.[1]);
  t.ok(left > 0, output);
  const lives = () => {
    try {
      return process.kill(left, 0);
    } catch {
      return false;
    }
  };
  t.ok(await until('it is gone', () => !lives()));
});
