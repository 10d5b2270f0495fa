import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';

const SYSTEM = resolve(import.meta.dirname, '../../../system');

/**
 * The kernel's view of the disks, as far as the program looks: disk → partitions, and the
 * partitions below each mapped device.
 */
function machine(disks: Record<string, readonly string[]>, mapped: Record<string, string>) {
  const sys = mkdtempSync(join(tmpdir(), 'own-disk-'));
  const listed = join(sys, 'class/block');
  mkdirSync(listed, { recursive: true });
  const add = (name: string, path: string) => {
    mkdirSync(join(sys, path), { recursive: true });
    symlinkSync(join('../..', path), join(listed, name));
  };
  for (const [disk, partitions] of Object.entries(disks)) {
    add(disk, `devices/bus/${disk}`);
    for (const partition of partitions) {
      add(partition, `devices/bus/${disk}/${partition}`);
      writeFileSync(join(sys, `devices/bus/${disk}/${partition}/partition`), '1\n');
    }
  }
  for (const [number, [name, below]] of Object.entries(mapped).entries()) {
    const path = `devices/virtual/block/dm-${number}`;
    add(`dm-${number}`, path);
    mkdirSync(join(sys, path, 'dm'));
    mkdirSync(join(sys, path, 'slaves'));
    writeFileSync(join(sys, path, 'dm/name'), `${name}\n`);
    symlinkSync(join(listed, below), join(sys, path, 'slaves', below));
  }
  const env = { ...process.env, STAGEBOX_SYS: sys };
  return (name: string) => spawnSync(join(SYSTEM, 'usr/lib/stagebox/own-disk'), [name], { env }).status === 0;
}

const DISKS = { mmcblk0: ['mmcblk0p1', 'mmcblk0p4', 'mmcblk0p6'], sda: ['sda1', 'sda6'], sdb: ['sdb1', 'sdb6'] };

t.test('only the disk of the root is the box’s own, whatever bus it is on', async (t) => {
  for (const [root, own] of [
    ['mmcblk0p4', 'mmcblk0p6'],
    ['sda1', 'sda6'],
  ] as const) {
    const isOwn = machine(DISKS, { 'rauc-bundle': 'sdb1', root });
    for (const name of ['mmcblk0p6', 'sda6', 'sdb6']) t.equal(isOwn(name), name === own, `root on ${root}: ${name}`);
  }
});

t.test('no disk is the box’s own if the place of the root is unknown', async (t) => {
  const isOwn = machine(DISKS, { 'rauc-bundle': 'sdb1' });
  for (const name of ['mmcblk0p6', 'sda6', 'sdb6', 'mmcblk0', 'none']) t.notOk(isOwn(name), name);
  t.notOk(machine(DISKS, { root: 'gone' })('none'));
});

t.test('the box opens its partitions by no name that a stick could have', async (t) => {
  for (const file of [
    'etc/fstab',
    'etc/rauc/system.conf.in',
    'usr/lib/stagebox/data-check',
    'usr/lib/stagebox/reset',
  ]) {
    const text = readFileSync(join(SYSTEM, file), 'utf8').replace(/^#.*$/gm, '');
    t.notMatch(text, /by-partlabel|PARTLABEL=/, file);
    t.match(text, /\/dev\/stagebox\//, file);
  }
});
