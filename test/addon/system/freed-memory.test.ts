import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { addonPath } from '../../../src/addon/index.js';
import { builtAddon } from '../built-addon.js';

/** What the child leaves behind, and what its garbage took, bytes. */
const LARGE = 1024 * 1024;
const BUFFERS = 64;

/**
 * Frees a buffer that raises glibc's limits, then large buffers with small ones between that stay. Prints how many
 * resident bytes remain of the large ones.
 */
const PROGRAM = `
  const { readFileSync } = require('node:fs');
  if (process.argv[1] !== '') require(process.argv[1]);
  const rss = () => { gc(); gc(); return Number(/VmRSS:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024; };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 50));
  const fill = (bytes) => Buffer.allocUnsafeSlow(bytes).fill(1);
  const small = [];
  (async () => {
    (() => fill(${8 * LARGE}))();
    gc();
    await settle();
    const before = rss();
    (() => { const large = []; for (let i = 0; i < ${BUFFERS}; i++) { large.push(fill(${LARGE})); small.push(fill(5000)); } })();
    gc();
    await settle();
    console.log(rss() - before);
  })();
`;

/** Resident bytes that remain after the buffers are free, with or without the addon. */
function remains(addon: string): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', '-e', PROGRAM, addon], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

const isGlibc = /libc\.so\.6/.test(readFileSync('/proc/self/maps', 'utf8'));

t.test('memory of large buffers goes back to the system once they are free, whatever stays between them', async (t) => {
  if (builtAddon() === undefined) return;
  if (!isGlibc) return t.plan(0, 'this C library has heaps of another kind');
  const all = BUFFERS * LARGE;
  t.ok(remains('') > all / 2, 'without the addon it stays with the process');
  t.ok(remains(addonPath()!) < all / 8);
});
