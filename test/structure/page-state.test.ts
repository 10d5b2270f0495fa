/** The page's state lives in objects that `createPage` makes: a module only declares, and runs nothing on import. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const WEB = fileURLToPath(new URL('../../../src/web', import.meta.url));

/** Entry points: the pages, and what the browser loads as a worker and a worklet. */
const ENTRIES = new Set([
  'main.tsx',
  'listen/worker/worker.ts',
  'listen/worker/worklet.ts',
  'tried/main.tsx',
  'tried/tried-worker.ts',
]);
/** One language for the whole page, like its style sheet. */
const SIGNALS = new Set(['i18n/language.ts']);

/** What a line at the left margin may begin with. The formatter puts every statement of a module there. */
const DECLARES =
  /^(import|export|const|function|async function|class|abstract class|interface|type|declare|\/\/|\/?\*|[)\]}`'"<]|$|\s)/;
/** State that would outlive a page, and what would run on import. */
const STATE = /^(export )?(let|var)\b/;
const RUNS =
  /^(export )?const [^=]+=.*\b(signal|computed|effect|addEventListener|setInterval|setTimeout|matchMedia|localStorage)\b\s*[(<.]/;
const COLLECTION = /^(export )?const \w+(: [^=]+)? = new (Map|Set|WeakMap|WeakSet)(<[^(]*>)?\(\)/;

const files = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'),
);

/** The faults of one module, by line. */
function faults(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, i) => {
    const fault =
      !DECLARES.test(line) && !STATE.test(line)
        ? 'runs on import'
        : STATE.test(line) || COLLECTION.test(line) || (RUNS.test(line) && !SIGNALS.has(file))
          ? 'holds state'
          : undefined;
    return fault === undefined ? [] : [`${file}:${i + 1} ${fault}: ${line}`];
  });
}

t.test('no module of the page holds state or runs anything on import', async (t) => {
  t.ok(files.length > 150, `${files.length} files`);
  t.strictSame(
    files.filter((file) => !ENTRIES.has(file)).flatMap((file) => faults(file, readFileSync(join(WEB, file), 'utf8'))),
    [],
  );
});

t.test('the rule sees what it forbids', async (t) => {
  for (const line of [
    'let count = 0;',
    'export let count = 0;',
    'const open = signal(false);',
    'export const open = computed<boolean>(() => false);',
    'effect(() => undefined);',
    "window.addEventListener('resize', act);",
    'for (const type of TYPES) act(type);',
    'const timer = setInterval(act, 1000);',
    'const known = new Map<string, number>();',
    'void boot();',
  ])
    t.equal(faults('x.ts', line).length, 1, line);
  for (const line of ['const LIMIT = 3;', 'export function act() {', "const words = new Map([['a', 1]]);"])
    t.strictSame(faults('x.ts', line), [], line);
});
