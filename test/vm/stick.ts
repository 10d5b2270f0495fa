import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';

export interface StickFile {
  /** Name on the stick. */
  readonly name: string;
  /** File of the host; empty if not given. */
  readonly from?: string;
}

/**
 * Makes the raw image of a USB stick as sold: an MBR and one FAT32 (or ext4, exFAT) partition that starts at 1 MiB. The
 * file is sparse, so a stick needs only the space of its content.
 */
export function makeStick(file: string, files: readonly StickFile[], sizeMiB = 400): string {
  rmSync(file, { force: true });
  execFileSync('truncate', ['-s', `${sizeMiB}M`, file]);
  execFileSync('sfdisk', ['-q', file], { input: '2048,,c,*\n' });
  execFileSync('mkfs.vfat', ['-F32', '-n', 'STICK', '--offset', '2048', file, String((sizeMiB - 1) * 1024)], {
    stdio: 'ignore',
  });
  for (const { name, from } of files) execFileSync('mcopy', ['-i', `${file}@@1M`, from ?? '/dev/null', `::/${name}`]);
  return file;
}

/** The text of a file on such a stick. */
export function readFromStick(file: string, name: string): string {
  return execFileSync('mcopy', ['-n', '-i', `${file}@@1M`, `::/${name}`, '-'], { encoding: 'utf8' });
}
