import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the guest's scenarios mount the disk. */
export const TOOLS = '/run/tools';
/** Mounts it; harmless when it is mounted. */
export const MOUNT_TOOLS = `mkdir -p ${TOOLS}; mountpoint -q ${TOOLS} || mount -o ro /dev/disk/by-label/TOOLS ${TOOLS}`;

/**
 * A read-only disk with what a test needs inside the guest and the box does not ship: busybox as a phone's DHCP client,
 * aplay to play into the loopback card, and the scripts of test/vm/guest/, which the box's own Node runs.
 */
export function makeToolDisk(folder: string): string {
  const content = join(folder, 'tools');
  mkdirSync(content);
  cpSync(resolve(import.meta.dirname, '../../../test/vm/inside'), content, { recursive: true });
  for (const [program, source] of [
    ['busybox', '/bin/busybox'],
    ['aplay', '/usr/bin/aplay'],
  ]) {
    cpSync(source!, join(content, program!));
  }
  const disk = join(folder, 'tools.img');
  execFileSync('truncate', ['-s', '24M', disk]);
  execFileSync('mkfs.ext4', ['-q', '-L', 'TOOLS', '-d', content, disk]);
  rmSync(content, { recursive: true });
  return disk;
}
