/**
 * One box per data folder: two would write one store and each believe in its own tables. The lock is a name in the
 * kernel, made of the folder's device and inode and held by a listening socket, so that nothing can leave it behind:
 * it ends with the process, however that ends. Whoever finds it taken asks there who it is. Main thread.
 *
 * Such names are one machine's, and one network namespace's: two containers with a network of their own each are not
 * kept apart.
 */
import { statSync } from 'node:fs';
import type { Server } from 'node:net';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A box that is just ending has this long, ms. */
const PATIENCE_MS = 1200;
const STEP_MS = 100;
/** How long the other box may take to say who it is, ms. */
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
    // The lock alone keeps no box running.
    server?.unref();
  }

  /**
   * The lock, or who has it. A folder that is not there (a full or read-only disk) needs none; where the system has
   * no such names the box runs without one.
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

  /**
   * The folder was made anew at its place: holds that one from now on. It may have the same name in the kernel as the
   * one before.
   */
  async move(folder: string): Promise<void> {
    const before = this.#server;
    const next = await FolderLock.take(folder, 0);
    if ('heldBy' in next) return;
    next.#server?.removeAllListeners('connection');
    this.#hold(next.#server);
    before?.close();
  }

  /** What those are told who find the folder taken. */
  tell(url: string): void {
    this.#holder = `process ${process.pid}, ${url}`;
  }

  release(): void {
    this.#server?.close();
  }
}

/** undefined where this system does not give such names. */
function listen(name: string): Promise<Server | 'taken' | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE' ? 'taken' : undefined));
    server.listen(name, () => resolve(server));
  });
}

/** Who has it, in one line; the other process may be held up, or gone just now. */
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
