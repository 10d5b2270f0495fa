import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { inOrder, kindOf, LONG, nextOf, quick } from './plan.js';

const TESTS = fileURLToPath(new URL('../../../test', import.meta.url));
const FILES = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).flatMap(
  (path) => /^(.*)\.test\.ts$/.exec(path)?.[1] ?? [],
);

t.test('every file that is named here exists', async (t) => {
  for (const file of LONG) t.ok(FILES.includes(file), file);
});

t.test('the longest start first, then browsers and networks, then the others by name', async (t) => {
  t.same(inOrder(['b', LONG[1]!, 'browser/x', 'a', LONG[0]!]), [LONG[0], LONG[1], 'browser/x', 'a', 'b']);
});

t.test('a quick run has no browser, no network namespaces and nothing long', async (t) => {
  const files = ['app/doors/tls', 'browser/page-away', 'control/mdns-network', 'app/native/native-dead', LONG[0]!];
  t.same(quick(files), ['app/doors/tls']);
});

t.test('a test that starts a browser or makes network namespaces is of that kind', async (t) => {
  for (const file of FILES) {
    const source = readFileSync(join(TESTS, `${file}.test.ts`), 'utf8');
    if (/ from '.*harness\/(namespaces|vanish)\.js';$/m.test(source)) t.equal(kindOf(file), 'network', file);
    if (/ from '(playwright-core|.*harness\/page-test\.js)';$/m.test(source)) t.equal(kindOf(file), 'browser', file);
  }
});

t.test('as many files run at once as there are jobs; a kind that fills the machine has its own limit', async (t) => {
  t.equal(nextOf(['a', 'b'], ['c', 'd'], 2), undefined);
  t.equal(nextOf(['a', 'b'], ['c'], 2), 'a');
  t.equal(nextOf([], ['c'], 2), undefined);
  const pages = ['browser/1', 'browser/2', 'browser/3', 'browser/4'];
  t.equal(nextOf([...pages, 'a'], [], 4), 'browser/1');
  t.equal(nextOf([...pages, 'a'], ['browser/x', 'browser/y'], 4), 'browser/1');
  t.equal(nextOf([...pages, 'a'], ['browser/x', 'browser/y', 'browser/z'], 4), 'a');
  t.equal(nextOf(pages, ['browser/x', 'browser/y', 'browser/z'], 4), undefined);
});
