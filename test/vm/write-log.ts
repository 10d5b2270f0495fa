import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';

/**
 * The content of a disk with a volatile write cache after a power cut. QEMU's `blklogwrites` records every write and
 * flush in the guest's order (the format of Linux' dm-log-writes). This applies them to a copy of the disk from before.
 * It applies everything that the guest had flushed, and a part of what came after, since a cache is written in any
 * order.
 */
const SECTOR = 512;
const MAGIC = 0x6a736677736872n;
const FLUSH = 1n;
/** Disks write sectors of this size whole; a longer write may be kept in part. */
const PIECE = 4096;

interface Entry {
  readonly flush: boolean;
  /** Where it was written to, and where its bytes are in the log. */
  readonly at: number;
  readonly from: number;
  readonly length: number;
}

export interface Aftermath {
  /** Pieces of 4 KiB written after the last flush, and how many of them the cut lost. */
  readonly unflushed: number;
  readonly lost: number;
}

/**
 * `size` is the length of the log at the cut, if the machine continued. Returns undefined if the log has a hole,
 * because the machine was ended during a write: then the copy is untouched.
 */
export function replay(disk: string, log: string, random: () => number, size?: number): Aftermath | undefined {
  const from = openSync(log, 'r');
  const to = openSync(disk, 'r+');
  try {
    const entries = readEntries(from, size ?? fstatSync(from).size);
    if (entries === undefined) return undefined;
    const lastFlush = entries.findLastIndex(({ flush }) => flush);
    let [unflushed, lost] = [0, 0];
    for (const [i, { at, from: start, length }] of entries.entries()) {
      if (i < lastFlush) {
        copy(from, start, to, at, length);
        continue;
      }
      for (let done = 0; done < length; done += PIECE) {
        unflushed++;
        if (random() < 0.5) copy(from, start + done, to, at + done, Math.min(PIECE, length - done));
        else lost++;
      }
    }
    return { unflushed, lost };
  } finally {
    closeSync(from);
    closeSync(to);
  }
}

/**
 * One run of a machine, whose disk can be restored as a power cut at any of its moments would have left it. So one
 * first boot or one installation shows any number of cuts.
 */
export class DiskHistory {
  readonly #before: string;
  readonly #log: string;

  /** Takes over the log that a machine with `cacheLoses` left beside its disk. */
  constructor(disk: string) {
    this.#before = `${disk}.history`;
    this.#log = `${disk}.history.log`;
    renameSync(`${disk}.before`, this.#before);
    renameSync(`${disk}.log`, this.#log);
  }

  /** Makes the disk as it is after a cut when `written()` was `size`. */
  cut(disk: string, size: number, random: () => number): Aftermath {
    execFileSync('cp', ['--sparse=always', this.#before, disk]);
    const aftermath = replay(disk, this.#log, random, size);
    if (aftermath === undefined) throw new Error('the log of writes has a hole');
    return aftermath;
  }

  forget(): void {
    for (const file of [this.#before, this.#log]) rmSync(file, { force: true });
  }
}

function readEntries(log: number, size: number): Entry[] | undefined {
  const head = Buffer.alloc(32);
  // A machine that never wrote leaves an empty log.
  if (size === 0) return [];
  // The first sector is written with the first flush. Before that it is a hole, and the entries still begin after it.
  readSync(log, head, 0, 32, 0);
  if (head.readBigUInt64LE(0) !== MAGIC && head.some((byte) => byte !== 0)) throw new Error('not a log of writes');
  const entries: Entry[] = [];
  let at = SECTOR;
  while (at + SECTOR <= size) {
    readSync(log, head, 0, 32, at);
    const [sector, sectors, flags] = [0, 8, 16].map((offset) => head.readBigUInt64LE(offset)) as [
      bigint,
      bigint,
      bigint,
    ];
    const length = Number(sectors) * SECTOR;
    if (sectors === 0n && flags === 0n) return undefined;
    // The last one may have been cut off with the machine, which then never got its confirmation.
    if (at + SECTOR + length > size) break;
    entries.push({ flush: (flags & FLUSH) !== 0n, at: Number(sector) * SECTOR, from: at + SECTOR, length });
    at += SECTOR + length;
  }
  return entries;
}

const buffer = Buffer.alloc(1 << 20);

function copy(from: number, start: number, to: number, at: number, length: number): void {
  for (let done = 0; done < length; ) {
    const read = readSync(from, buffer, 0, Math.min(buffer.length, length - done), start + done);
    writeSync(to, buffer, 0, read, at + done);
    done += read;
  }
}
