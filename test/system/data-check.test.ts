import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';

const DATA_CHECK = resolve(import.meta.dirname, '../../../system/usr/lib/stagebox/data-check');
const PATH = `/usr/sbin:/sbin:${process.env.PATH}`;
/** ext4 with 1024-byte blocks; block 1 is the superblock. */
const BLOCK = 1024;

const folder = mkdtempSync(join(tmpdir(), 'data-check-'));
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { cwd: folder, env: { ...process.env, PATH }, encoding: 'utf8', stdio: 'pipe' });
const image = (name: string) => join(folder, name);

/** A data partition with files on it. */
function partition(name: string): string {
  writeFileSync(image(name), '');
  truncateSync(image(name), 64 << 20);
  run('mkfs.ext4', '-q', '-F', '-b', `${BLOCK}`, '-L', 'data', image(name));
  writeFileSync(image('song'), 'what was played');
  run('debugfs', '-w', '-R', 'write song played-tonight', image(name));
  return image(name);
}

/** The same with the mark where a power cut right after it was made leaves it: only in the journal. */
function marked(before: string): string {
  const after = image('after');
  const cut = image('cut');
  for (const copy of [after, cut]) copyFileSync(before, copy);
  run('debugfs', '-w', '-R', 'write /dev/null factory-reset', after);
  const [old, changed] = [readFileSync(before), readFileSync(after)];
  const block = (bytes: Buffer, number: number) => bytes.subarray(number * BLOCK, (number + 1) * BLOCK);
  const numbers: number[] = [];
  for (let number = 2; number < old.length / BLOCK; number += 1)
    if (!block(old, number).equals(block(changed, number))) numbers.push(number);
  writeFileSync(image('blocks'), Buffer.concat(numbers.map((number) => block(changed, number))));
  writeFileSync(image('commands'), `jo\njw -b ${numbers.join()} blocks\njc\n`);
  run('debugfs', '-w', '-f', 'commands', cut);
  return cut;
}

function check(device: string): string {
  const env = { ...process.env, PATH, STAGEBOX_DATA_PARTITION: device, STAGEBOX_RUN: folder };
  execFileSync(DATA_CHECK, { env, stdio: 'pipe' });
  t.equal(run('readlink', 'data-device').trim(), device);
  return readFileSync(join(folder, 'data.state'), 'utf8').trim();
}
const names = (device: string) => run('debugfs', '-R', 'ls -p /', device);

t.test('a sound partition is left as it is', async (t) => {
  const device = partition('sound');
  t.equal(check(device), 'ok data partition is sound');
  t.match(names(device), /played-tonight/);
});

t.test('a mark on the disk erases the partition, once', async (t) => {
  const device = partition('plain');
  run('debugfs', '-w', '-R', 'write /dev/null factory-reset', device);
  check(device);
  t.notMatch(names(device), /played-tonight|factory-reset/);
  run('debugfs', '-w', '-R', 'write song played-tonight', device);
  check(device);
  t.match(names(device), /played-tonight/);
});

t.test('a mark that is only in the journal erases at this boot, not at the next', async (t) => {
  const device = marked(partition('before'));
  t.notMatch(names(device), /factory-reset/, 'as the cut left it');
  t.equal(check(device), 'ok data partition is sound');
  t.notMatch(names(device), /played-tonight|factory-reset/);
});

t.test('a damaged partition is repaired without a question, and its files are found again', async (t) => {
  const device = partition('damaged');
  const inode = /(\d+)[^\n]*played-tonight/.exec(names(device))?.[1];
  writeFileSync(image('commands'), 'clri /\nssv state 2\n');
  run('debugfs', '-w', '-f', 'commands', device);
  t.equal(check(device), 'repaired the data partition was damaged and has been mended');
  t.match(run('debugfs', '-R', 'ls -p /lost+found', device), `#${inode}`);
});
