/**
 * Asks a box that runs with `--inspect=127.0.0.1:0` about its heap. What is alive is known only after a collection, and
 * only the program's own debugger port can order one. For measurements; the box itself has no such function.
 */
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import type { Box } from './box.js';

/** Flags that open the port this class uses. */
export const INSPECTED = ['--inspect=127.0.0.1:0'] as const;

export interface HeapNow {
  /** Live bytes of JavaScript. */
  readonly heapUsed: number;
  readonly heapTotal: number;
  /** Bytes of buffers outside the heap. */
  readonly external: number;
  readonly rss: number;
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

export class Inspector {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (result: unknown) => void>();
  /** Sessions of the box's workers, by the title that shows the worker's name. */
  readonly #workers = new Map<string, string>();
  onEvent: (method: string, params: unknown) => void = () => {};
  #next = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const { id, method, params, result, error } = JSON.parse(data.toString()) as Answer;
      if (id !== undefined) this.#answered(id, result ?? error);
      else this.#happened(method!, params);
    });
  }

  static async connect(box: Box): Promise<Inspector> {
    const url = box.errors.map((line) => /listening on (ws:\S+)/.exec(line)?.[1]).find(Boolean);
    if (!url) throw new Error('the box was not started with a debugger port');
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new Inspector(socket);
  }

  ask(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#next;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  /** Runs an expression on the main thread; resolves when it was accepted, not when it is done. */
  run(expression: string): void {
    void this.ask('Runtime.evaluate', { expression });
  }

  /** Runs an expression on a worker, under the box's name for it; resolves when it was sent, not when it is done. */
  async runIn(worker: string, expression: string): Promise<void> {
    void this.#askWorker(await this.#session(worker), 'Runtime.evaluate', { expression });
  }

  /** Collects the garbage of a worker, under the box's name for it. */
  async collectIn(worker: string): Promise<void> {
    await this.#askWorker(await this.#session(worker), 'HeapProfiler.collectGarbage');
  }

  /** What is alive: the heap right after a full collection. */
  async collected(): Promise<HeapNow> {
    await this.ask('HeapProfiler.collectGarbage');
    const { result } = (await this.ask('Runtime.evaluate', {
      expression: 'JSON.stringify(process.memoryUsage())',
      returnByValue: true,
    })) as { result: { value: string } };
    return JSON.parse(result.value) as HeapNow;
  }

  async snapshot(path: string): Promise<void> {
    const out = createWriteStream(path);
    this.onEvent = (method, params) => {
      if (method === 'HeapProfiler.addHeapSnapshotChunk') out.write((params as { chunk: string }).chunk);
    };
    await this.ask('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    await new Promise((resolve) => out.end(resolve));
  }

  close(): void {
    this.#socket.close();
  }

  #answered(id: number, result: unknown): void {
    this.#answers.get(id)?.(result);
    this.#answers.delete(id);
  }

  #happened(method: string, params: unknown): void {
    if (method === 'NodeWorker.attachedToWorker') {
      const { sessionId, workerInfo } = params as { sessionId: string; workerInfo: { title: string } };
      this.#workers.set(workerInfo.title, sessionId);
    } else if (method === 'NodeWorker.receivedMessageFromWorker') {
      const { id, result, error } = JSON.parse((params as { message: string }).message) as Answer;
      if (id !== undefined) this.#answered(id, result ?? error);
    }
    this.onEvent(method, params);
  }

  /** The session of a worker; the first call attaches to all of them. */
  async #session(worker: string): Promise<string> {
    await this.ask('NodeWorker.enable', { waitForDebuggerOnStart: false });
    for (let i = 0; i < 200; i++) {
      for (const [title, session] of this.#workers) if (title.includes(worker)) return session;
      await sleep(50);
    }
    throw new Error(`the box has no worker “${worker}”`);
  }

  #askWorker(sessionId: string, method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#next;
    void this.ask('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id, method, params }) });
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }
}
