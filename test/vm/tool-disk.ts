import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

/** Where the guest's scenarios mount the disk. */
export const TOOLS = '/run/tools';
/** Where the box has its packages. */
const PACKAGES = '/usr/lib/stagebox/service/node_modules';
/** Mounts it; harmless when it is mounted. */
export const MOUNT_TOOLS = `mkdir -p ${TOOLS}; mountpoint -q ${TOOLS} || mount -o ro /dev/disk/by-label/TOOLS ${TOOLS}`;

/**
 * A read-only disk with tools that a test needs inside the guest and the box does not ship. It has busybox as a phone's
 * DHCP client and aplay for the loopback card. It also has the scripts of test/vm/inside/ with their imports, which the
 * box's own Node runs. The media library is the box's own, too.
 */
export function makeToolDisk(folder: string): string {
  const content = join(folder, 'tools');
  mkdirSync(content);
  const inside = resolve(import.meta.dirname, '../../../test/vm/inside');
  const scripts = readdirSync(inside).filter((name) => name.endsWith('.mjs'));
  cpSync(inside, content, { recursive: true });
  buildSync({
    entryPoints: scripts.map((name) => join(inside, name)),
    outdir: content,
    outExtension: { '.js': '.mjs' },
    allowOverwrite: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['node-datachannel'],
    target: 'node20',
    logLevel: 'warning',
    // Packages in the older module form load Node's own modules by `require`.
    banner: { js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);" },
  });
  for (const [program, source] of [
    ['busybox', '/bin/busybox'],
    ['aplay', '/usr/bin/aplay'],
  ]) {
    cpSync(source!, join(content, program!));
  }
  symlinkSync(PACKAGES, join(content, 'node_modules'));
  const disk = join(folder, 'tools.img');
  execFileSync('truncate', ['-s', '24M', disk]);
  execFileSync('mkfs.ext4', ['-q', '-L', 'TOOLS', '-d', content, disk]);
  rmSync(content, { recursive: true });
  return disk;
}
