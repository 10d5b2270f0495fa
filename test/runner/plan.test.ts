import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { ALONE, inOrder, kindOf, LONG, nextOf, quick } from './plan.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

t.test('every file that is named here exists', async (t) => {
  for (const file of [...LONG, ...ALONE]) t.ok(existsSync(`${ROOT}test/${file}.test.ts`), file);
});

t.test('the longest start first, the others by name', async (t) => {
  t.same(inOrder(['b', LONG[1]!, 'a', LONG[0]!]), [LONG[0], LONG[1], 'a', 'b']);
});

t.test('a quick run has no browser, no network namespaces and nothing long', async (t) => {
  const files = ['app/tls', 'browser/page-away', 'control/mdns-network', 'app/native-dead', LONG[0]!, ...ALONE];
  t.same(quick(files), ['app/tls']);
});

t.test('kinds', async (t) => {
  t.equal(kindOf('browser/page-away'), 'browser');
  t.equal(kindOf('control/presence-network'), 'network');
  t.equal(kindOf('audio/source/network-source'), 'plain');
});

t.test('as many at once as there are jobs, but a kind that fills the machine only so often', async (t) => {
  t.equal(nextOf(['a', 'b'], ['c', 'd'], 2), undefined);
  t.equal(nextOf(['a', 'b'], ['c'], 2), 'a');
  t.equal(nextOf([], ['c'], 2), undefined);
  const pages = ['browser/1', 'browser/2', 'browser/3'];
  t.equal(nextOf([...pages, 'a'], [], 4), 'browser/1');
  t.equal(nextOf([...pages, 'a'], ['browser/x', 'browser/y'], 4), 'a');
  t.equal(nextOf(pages, ['browser/x', 'browser/y'], 4), undefined);
});

t.test('what must be alone starts when all others have ended, and nothing starts beside it', async (t) => {
  const alone = ['browser/alone'];
  t.equal(nextOf([...alone, 'a'], [], 3, alone), 'a');
  t.equal(nextOf(alone, ['a'], 3, alone), undefined);
  t.equal(nextOf(alone, [], 3, alone), 'browser/alone');
  t.equal(nextOf(['a'], alone, 3, alone), undefined);
});
