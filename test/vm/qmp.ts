import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** QEMU's machine protocol over a unix socket: commands follow each other, events are ignored. */
export class Qmp {
  readonly #socket: Socket;
  readonly #lines: AsyncIterator<string>;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  }

  static async connect(path: string): Promise<Qmp> {
    const socket = createConnection(path);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.on('error', () => undefined);
    const qmp = new Qmp(socket);
    await qmp.#lines.next();
    await qmp.command('qmp_capabilities');
    return qmp;
  }

  /** The command's `return`; throws if QEMU refuses. */
  command(execute: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const answer = this.#last.then(() => this.#ask(execute, args));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #ask(execute: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    this.#socket.write(`${JSON.stringify({ execute, arguments: args })}\n`);
    for (;;) {
      const line = await this.#lines.next();
      if (line.done) throw new Error(`QEMU went away during ${execute}`);
      const answer = JSON.parse(line.value) as { return?: unknown; error?: { desc: string } };
      if (answer.error !== undefined) throw new Error(`${execute}: ${answer.error.desc}`);
      if ('return' in answer) return answer.return;
    }
  }
}
