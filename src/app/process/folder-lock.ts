/**
 * One box per data folder: two boxes would write one store, each believing in its own tables.
 * The lock is a name in the kernel, made of the folder's device and inode and held by a
 * listening socket. It ends with the process in every case, so nothing can leave it behind. A
 * process that finds the lock taken connects to it and asks who holds it. Main thread.
 *
 * Such names belong to one machine and one network namespace: two containers with separate networks are not kept apart.
 */
import { statSync } from 'node:fs';
import type { Server } from 'node:net';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long to wait for a box that is just ending, ms. */
const PATIENCE_MS = 1200;
const STEP_MS = 100;
/** How long the other box may take to answer who it is, ms. */
const ANSWER_MS = 500;

export class FolderLock {
  #server: Server | undefined;
  #holder = `process ${process.pid}`;

  private constructor(server: Server | undefined) {
    this.#hold(server);
  }

  #hold(server: Server | undefined): void {
    this.#server = server;
    server?.on('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.end(this.#holder);
    });
    // The lock alone keeps no process running.
    server?.unref();
  }

  /**
   * Takes the lock, or returns who holds it. A missing folder (a full or read-only disk)
   * needs no lock. Where the system has no such names, the box runs without a lock.
   */
  static async take(folder: string, patienceMs = PATIENCE_MS): Promise<FolderLock | { readonly heldBy: string }> {
    const found = statSync(folder, { throwIfNoEntry: false, bigint: true });
    if (!found || process.platform !== 'linux') return new FolderLock(undefined);
    const name = `\0stagebox-data-${found.dev}-${found.ino}`;
    for (let waited = 0; ; waited += STEP_MS) {
      const server = await listen(name);
      if (server !== 'taken') return new FolderLock(server);
      if (waited >= patienceMs) return { heldBy: await ask(name) };
      await sleep(STEP_MS);
    }
  }

  /** The folder was created again at its place: locks the new one. Its name in the kernel may be the same as before. */
  async move(folder: string): Promise<void> {
    const before = this.#server;
    const next = await FolderLock.take(folder, 0);
    if ('heldBy' in next) return;
    next.#server?.removeAllListeners('connection');
    this.#hold(next.#server);
    before?.close();
  }

  /** Sets what another process reads when it finds the folder taken. */
  tell(url: string): void {
    this.#holder = `process ${process.pid}, ${url}`;
  }

  release(): void {
    this.#server?.close();
  }
}

/** Undefined where this system has no such names. */
function listen(name: string): Promise<Server | 'taken' | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE' ? 'taken' : undefined));
    server.listen(name, () => resolve(server));
  });
}

/** The holder of the lock, in one line. The other process may be stalled, or may have just ended. */
function ask(name: string): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(name);
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(/^[ -~]{1,200}$/.test(said) ? said : 'a process that does not say who it is');
    };
    const timer = setTimeout(done, ANSWER_MS);
    socket.on('data', (bytes) => {
      said += bytes;
    });
    socket.on('error', done);
    socket.on('close', done);
  });
}
