import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { builtAddon } from '../built-addon.js';

const addon = builtAddon();

t.test('a pipe of one page is full after one page, and takes more after a read', (t) => {
  if (addon === undefined) return t.plan(0, 'the native addon is not built');
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-pipe-'));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  t.teardown(() => {
    closeSync(pipe);
    rmSync(folder, { recursive: true });
  });
  t.equal(addon.setPipeSize(pipe, 4096), 4096);
  const block = Buffer.alloc(1024);
  for (let i = 0; i < 4; i++) t.equal(writeSync(pipe, block), 1024);
  t.throws(() => writeSync(pipe, block), { code: 'EAGAIN' });
  readSync(pipe, Buffer.alloc(4096));
  t.equal(writeSync(pipe, block), 1024);
  t.equal(addon.setPipeSize(-1, 4096), -1);
  t.end();
});
