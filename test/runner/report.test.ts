import t from 'tap';
import type { FileRun } from './file-run.js';
import { slowest, summary } from './report.js';

const run = (file: string, change: Partial<FileRun> = {}): FileRun => ({
  file,
  ok: true,
  output: '',
  passed: 2,
  failed: 0,
  skipped: 0,
  wallMs: 1000,
  cpuMs: 500,
  ...change,
});

t.test('the longest files come first, fifteen of them', async (t) => {
  const runs = Array.from({ length: 30 }, (_, i) => run(`file-${i}`, { wallMs: i * 1000 }));
  const lines = slowest(runs);
  t.equal(lines.length, 16);
  t.match(lines[1], /29\.0 +0\.5 {2}file-29$/);
});

t.test('skipped tests come with their reason, failed ones by name; the last line is the sum', async (t) => {
  const lines = summary(
    [
      run('a'),
      run('b', { ok: false, failed: 1 }),
      run('c', { skipped: 1, output: 'ok 1 - on a cable # SKIP no namespaces here\n' }),
    ],
    1400,
  );
  t.same(lines, [
    'skipped: c: on a cable: no namespaces here',
    'failed: b',
    '3 files in 1 s, 2 s of processor time',
    '6 passed, 1 failed, 1 skipped',
  ]);
});
