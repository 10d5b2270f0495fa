/** A door behind a real socket of a running box. */
import { connect, type Socket } from 'node:net';
import type { Random } from '../random.js';

export interface Target {
  readonly host: string;
  readonly webPort: number;
  readonly audioPort: number;
  readonly nativePort: number;
  readonly mqttPort: number;
  /** Musicians whose data the inputs may damage. */
  readonly devices: readonly { readonly uuid: string; readonly token: string }[];
  readonly engineer: { readonly uuid: string; readonly token: string };
  /** Address of the interface for mDNS. */
  readonly from?: string;
}

export interface SocketDoor {
  readonly name: string;
  readonly about: string;
  /** Its share of a thousand inputs. */
  readonly share: number;
  readonly inputsPerBatch: number;
  /** Sends `count` inputs and waits until the box has taken them, or has closed the connection. */
  run(target: Target, random: Random, count: number): Promise<void>;
}

/** The box must answer, or close, within this time, ms: longer than its own limits ever delay a client. */
export const ANSWER_MS = 15_000;

/** Something was sent and the box neither answered nor closed. */
export class NoAnswer extends Error {
  constructor(what: string) {
    super(`${what}: neither an answer nor an end within ${ANSWER_MS / 1000} s`);
    this.name = 'NoAnswer';
  }
}

/** One TCP connection. */
export class Wire {
  readonly socket: Socket;
  received = 0;
  /** Bytes since `forget`, and the first 16 kB of them at most. */
  since = 0;
  head = '';
  #wake: (() => void) | undefined;

  constructor(port: number, host: string) {
    this.socket = connect({ port, host, noDelay: true });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk: Buffer) => {
      this.received += chunk.length;
      this.since += chunk.length;
      if (this.head.length < 16_384) this.head += chunk.toString('latin1', 0, 16_384);
      this.#wake?.();
    });
    this.socket.on('close', () => this.#wake?.());
  }

  get closed(): boolean {
    return this.socket.destroyed || this.socket.readableEnded;
  }

  forget(): void {
    this.head = '';
    this.since = 0;
  }

  /** Resolves once the kernel has it. */
  async send(bytes: Buffer | string): Promise<void> {
    if (this.closed || !this.socket.writable) return;
    if (this.socket.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.socket.off('drain', done).off('close', done);
        resolve();
      };
      const timer = setTimeout(done, ANSWER_MS);
      this.socket.once('drain', done).once('close', done);
    });
  }

  /** Waits until `good`, or the end of the connection. Returns false after `patienceMs`. */
  async until(good: () => boolean, patienceMs: number): Promise<boolean> {
    const end = performance.now() + patienceMs;
    while (!good() && !this.closed) {
      const left = end - performance.now();
      if (left <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
    return true;
  }

  destroy(): void {
    this.socket.destroy();
  }
}
