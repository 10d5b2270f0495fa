/** Real-time priority of the processes that stand for other machines. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Places in `/proc/<pid>/stat` after the name (proc(5)): priority and policy. */
const PRIORITY = 37;
const POLICY = 38;
/** Both need `chrt`'s word for them. */
const POLICIES: Readonly<Record<string, string>> = { 1: '--fifo', 2: '--rr' };

function children(pid: number): number[] {
  const lists = readdirSync(`/proc/${pid}/task`).map((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'),
  );
  return lists.join(' ').split(/\s+/).filter(Boolean).map(Number);
}

/**
 * Lets a process and its children run before this process and the browser: no browser holds another machine up. Does
 * nothing unless this process has real-time priority.
 */
export function precede(pid: number): void {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const policy = POLICIES[fields[POLICY]!];
  if (policy === undefined) return;
  execFileSync('chrt', ['--all-tasks', policy, '--pid', String(Number(fields[PRIORITY]) + 1), String(pid)]);
  for (const child of children(pid)) precede(child);
}
