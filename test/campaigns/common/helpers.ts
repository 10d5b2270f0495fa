/** Helper processes of a campaign: starting them, asking them, ending them. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface HelperOptions {
  readonly nice?: number;
  /** The network namespace it runs in; by default that of this process. */
  readonly ns?: string;
}

/** `script`: a URL relative to the campaign's own. It receives messages and answers them. */
export function helper(script: URL, args: readonly string[], { nice = 0, ns }: HelperOptions = {}): ChildProcess {
  const words = [
    ...(ns === undefined ? [] : ['ip', 'netns', 'exec', ns]),
    ...(nice > 0 ? ['nice', '-n', String(nice)] : []),
    process.execPath,
  ];
  const child = fork(fileURLToPath(script), args, {
    execPath: words[0]!,
    execArgv: words.slice(1),
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return child;
}

/** Sends a message, and waits for the answer of that type. */
export async function ask<T extends { type: string }>(
  child: ChildProcess,
  message: object,
  type: T['type'],
  patienceMs = 60_000,
): Promise<T> {
  const answered = answer<T>(child, type, patienceMs);
  child.send(message);
  return answered;
}

export function answer<T extends { type: string }>(
  child: ChildProcess,
  type: T['type'],
  patienceMs = 60_000,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      child.off('message', hear);
      child.off('exit', ended);
    };
    const hear = (message: T): void => {
      if (message.type !== type) return;
      settle();
      resolve(message);
    };
    const ended = (code: number | null): void => {
      settle();
      reject(new Error(`a helper ended with ${code} before its ${type}`));
    };
    const timer = setTimeout(() => {
      settle();
      reject(new Error(`a helper gave no ${type} within ${patienceMs} ms`));
    }, patienceMs);
    child.on('message', hear);
    child.once('exit', ended);
  });
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'exit');
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await closed;
  clearTimeout(timer);
}
