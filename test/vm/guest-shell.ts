import { createConnection, type Socket } from 'node:net';
import { limit } from './machine-time.js';

export interface Output {
  readonly status: number;
  readonly text: string;
}

/**
 * Commands to a root shell inside the guest, over its second serial line. The image has no such shell: QEMU gives the
 * guest's service manager a unit for it (see guest.ts). So the tested image is the released one.
 */
export class GuestShell {
  readonly #socket: Socket;
  #received = '';
  #wake: () => void = () => undefined;
  #count = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.on('data', (chunk: string) => {
      this.#received += chunk;
      this.#wake();
    });
  }

  static async connect(path: string): Promise<GuestShell> {
    const socket = createConnection(path);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new GuestShell(socket);
  }

  /** Waits until a shell answers; call again after each reboot. Limits here and below are in the machine's time. */
  async ready(timeoutMs: number): Promise<void> {
    const end = await limit(timeoutMs);
    for (;;) {
      const mark = `up${++this.#count}`;
      // The line has no shell's input mode yet: the echo of the command must not look like the answer.
      this.#socket.write(`\nstty -echo -opost; echo "${mark}""-yes"\n`);
      if (await this.#until(`${mark}-yes`, 3000)) return;
      if (await end.passed()) throw new Error('no shell answers in the guest');
    }
  }

  /** Runs a script with bash; its whole output and exit status. Scripts travel encoded and are at most 2.8 kB; their
   * output goes through a pipe, so that programs write plain text. */
  async run(script: string, timeoutMs = 120_000): Promise<Output> {
    const encoded = Buffer.from(script).toString('base64');
    if (encoded.length > 3900) throw new Error('the script does not fit a line of the serial terminal');
    const mark = `m${++this.#count}x`;
    this.#received = '';
    this.#socket.write(
      `echo "${mark}""begin"; echo ${encoded} | base64 -d | bash 2>&1 | cat; echo "${mark}""end=\${PIPESTATUS[2]}."\n`,
    );
    if (!(await this.#until(new RegExp(`${mark}end=\\d+\\.`), timeoutMs))) {
      throw new Error(`no end of: ${script.slice(0, 200)}\n${this.#received.slice(-2000)}`);
    }
    const begin = this.#received.indexOf(`${mark}begin`) + mark.length + 5;
    const end = this.#received.indexOf(`${mark}end=`);
    const status = Number(/end=(\d+)/.exec(this.#received.slice(end))?.[1]);
    return { status, text: this.#received.slice(begin, end).replaceAll('\r', '').trim() };
  }

  /** Output of a command that must succeed. */
  async must(script: string, timeoutMs?: number): Promise<string> {
    const { status, text } = await this.run(script, timeoutMs);
    if (status !== 0) throw new Error(`exit status ${status}: ${script.slice(0, 300)}\n${text}`);
    return text;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #until(what: string | RegExp, timeoutMs: number): Promise<boolean> {
    const found = () => (typeof what === 'string' ? this.#received.includes(what) : what.test(this.#received));
    const end = await limit(timeoutMs);
    while (!found()) {
      const woken = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), 1000);
        this.#wake = () => {
          clearTimeout(timer);
          resolve(true);
        };
      });
      if (!woken && (await end.passed())) return false;
    }
    return true;
  }
}
