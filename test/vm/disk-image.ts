import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** A disk image's partition table, its partitions' content, and the files on those that are FAT. */
export function openDisk(file: string) {
  const { partitiontable } = JSON.parse(execFileSync('sfdisk', ['-J', file], { encoding: 'utf8' })) as {
    partitiontable: { label: string; partitions: { name: string; start: number; size: number }[] };
  };
  const partition = (name: string) => partitiontable.partitions.find((part) => part.name === name)!;
  const at = (name: string) => partition(name).start * 512;
  return {
    label: partitiontable.label,
    names: partitiontable.partitions.map(({ name }) => name),
    list: (name: string) =>
      execFileSync('mdir', ['-b', '-/', '-i', `${file}@@${at(name)}`, '::/'], { encoding: 'utf8' }),
    read: (name: string, path: string) =>
      execFileSync('mcopy', ['-n', '-i', `${file}@@${at(name)}`, `::/${path}`, '-'], { maxBuffer: 1 << 28 }),
    /** Digest of every byte of a partition. */
    digest(name: string): string {
      const hash = createHash('sha256');
      const handle = openSync(file, 'r');
      const buffer = Buffer.alloc(1 << 20);
      const end = at(name) + partition(name).size * 512;
      for (let position = at(name); position < end; ) {
        const read = readSync(handle, buffer, 0, Math.min(buffer.length, end - position), position);
        hash.update(buffer.subarray(0, read));
        position += read;
      }
      closeSync(handle);
      return hash.digest('hex');
    },
  };
}
