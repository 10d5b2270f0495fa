/**
 * Runs the test files, several at a time, and lists at the end how long each took. Each file's TAP is stored in
 * `.tap/test-results`, where `npx tap replay` finds it.
 *   main [--quick] [--jobs N] [file under test/, or folder …]
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type FileRun, killAll, runFile } from './file-run.js';
import { inOrder, nextOf, quick } from './plan.js';
import { slowest, summary } from './report.js';
import { withoutWhatHeld } from './tap-text.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** A file that takes this long hangs: five times the longest on an idle machine. */
const LIMIT_MS = 900_000;
const ENDING = '.test.ts';

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}

/** By the sources: a compiled test without a source is not a test. */
function allFiles(): string[] {
  const found = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' });
  return found.filter((path) => path.endsWith(ENDING)).map((path) => path.slice(0, -ENDING.length));
}

/**
 * Every file that `paths` name, such as `test/app/threads.test.ts`, `app/threads` or `app`.
 */
function named(files: readonly string[], paths: readonly string[]): string[] {
  const wanted = paths.map((path) => path.replace(/^(\.\/)?(dist\/)?test\/|\.test\.[jt]s$|\/$/g, ''));
  const missing = wanted.find((name) => !files.some((file) => file === name || file.startsWith(`${name}/`)));
  if (missing !== undefined) refuse(`no test file is ${missing}, nor in a folder of that name`);
  return files.filter((file) => wanted.some((name) => file === name || file.startsWith(`${name}/`)));
}

async function runAll(files: readonly string[], jobs: number): Promise<FileRun[]> {
  const waiting = inOrder(files);
  const running = new Map<string, Promise<void>>();
  const runs: FileRun[] = [];
  while (waiting.length + running.size > 0) {
    const file = nextOf(waiting, [...running.keys()], jobs);
    if (file === undefined) {
      await Promise.race(running.values());
      continue;
    }
    waiting.splice(waiting.indexOf(file), 1);
    const script = join(ROOT, 'dist/test', `${file}.test.js`);
    const run = runFile(file, script, LIMIT_MS).then((done) => {
      running.delete(file);
      runs.push(done);
      keep(done, script);
      tell(done, `${runs.length}/${files.length}`);
    });
    running.set(file, run);
  }
  return runs;
}

function keep({ output }: FileRun, script: string): void {
  const path = join(ROOT, '.tap/test-results', `${relative(ROOT, script)}.tap`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, output);
}

function tell({ file, ok, output, wallMs }: FileRun, place: string): void {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${place} ${file} ${(wallMs / 1000).toFixed(1)} s`);
  if (!ok) console.log(withoutWhatHeld(output).replace(/^/gm, '    '));
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, jobs: { type: 'string' } },
});
const jobs = Number(values.jobs ?? availableParallelism() + 2);
if (!Number.isInteger(jobs) || jobs < 1) refuse(`--jobs ${values.jobs}: a whole number from 1 is needed`);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    killAll();
    process.exit(1);
  });
const started = performance.now();
const all = positionals.length === 0 ? allFiles() : named(allFiles(), positionals);
const runs = await runAll(values.quick ? quick(all) : all, jobs);
for (const line of [...slowest(runs), ...summary(runs, performance.now() - started)]) console.log(line);
process.exitCode = runs.every(({ ok }) => ok) && runs.length > 0 ? 0 : 1;
