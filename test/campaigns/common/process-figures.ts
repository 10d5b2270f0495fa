/** Memory and processor time of a process and its children. Linux. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessFigures {
  /** Bytes of the process itself. */
  readonly rss: number;
  /** Of those, pages of files. */
  readonly files: number;
  readonly descriptors: number;
  readonly threads: number;
  /** Of its children, all together. */
  readonly childrenRss: number;
}

const KIB = 1024;

function status(pid: number): string {
  return readFileSync(`/proc/${pid}/status`, 'utf8');
}

function field(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

function childrenOf(pid: number): number[] {
  const found: number[] = [];
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      const line = readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8');
      for (const child of line.split(' ').filter((one) => one !== ''))
        found.push(Number(child), ...childrenOf(Number(child)));
    } catch {
      // The thread ended meanwhile, or the kernel does not show it.
    }
  }
  return found;
}

export function figuresOf(pid: number): ProcessFigures {
  const text = status(pid);
  const childrenRss = childrenOf(pid).reduce((sum, child) => {
    try {
      return sum + field(status(child), 'VmRSS') * KIB;
    } catch {
      return sum;
    }
  }, 0);
  return {
    rss: field(text, 'VmRSS') * KIB,
    files: field(text, 'RssFile') * KIB,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: field(text, 'Threads'),
    childrenRss,
  };
}

/** Processor seconds of a process so far, all threads. */
export function cpuSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export const mib = (bytes: number): number => bytes / 1024 / 1024;
