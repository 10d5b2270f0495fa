import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeFolder } from '../../../src/control/store/make-folder.js';
import { newFolder } from '../support/box.js';

t.test('folders are made with their missing parents, or the error has the system’s reason', async (t) => {
  const root = newFolder();
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  makeFolder(join(root, 'a', 'b', 'c'));
  t.ok(existsSync(join(root, 'a', 'b', 'c')));
  makeFolder(join(root, 'a'));
  writeFileSync(join(root, 'file'), '');
  t.throws(() => makeFolder(join(root, 'file')), { code: 'EEXIST' });
  t.throws(() => makeFolder(join(root, 'file', 'x')), { code: 'ENOTDIR' });
  t.throws(() => makeFolder('/proc/no/such/place'), 'and it does come back');
});
