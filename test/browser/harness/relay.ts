/**
 * A TCP relay that behaves like a bad network: data from the box waits as the model says, in order, as over TCP. The
 * other direction passes at once.
 */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { seeded } from '../../harness/seeded.js';
import type { NetworkModel } from '../../playout/simulation.js';

export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #model: NetworkModel;
  readonly #random: () => number;
  readonly #stalls: { nextMs: number; untilMs: number }[];
  port = 0;

  private constructor(target: number, model: NetworkModel, seed: number) {
    this.#model = model;
    this.#random = seeded(seed);
    const now = performance.now();
    this.#stalls = (model.stalls ?? []).map((stall) => ({
      nextMs: now + this.#exponential(stall.everyMs),
      untilMs: 0,
    }));
    this.#server = createServer((inner) => {
      const outer = connect(target, '127.0.0.1');
      for (const socket of [inner, outer]) {
        socket.setNoDelay(true);
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#sockets.delete(socket);
          inner.destroy();
          outer.destroy();
        });
      }
      inner.pipe(outer);
      let lastMs = 0;
      outer.on('data', (bytes) => {
        const dueMs = Math.max(lastMs, this.#due());
        lastMs = dueMs;
        setTimeout(() => inner.writable && inner.write(bytes), Math.max(0, dueMs - performance.now()));
      });
    });
  }

  static async start(target: number, model: NetworkModel, seed = 1): Promise<Relay> {
    const relay = new Relay(target, model, seed);
    await new Promise<void>((resolve) => relay.#server.listen(0, '127.0.0.1', resolve));
    relay.port = (relay.#server.address() as AddressInfo).port;
    return relay;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #exponential(mean: number): number {
    return -mean * Math.log(1 - this.#random());
  }

  #due(): number {
    const now = performance.now();
    let due = now + this.#exponential(this.#model.jitterMs);
    this.#stalls.forEach((stall, index) => {
      const { everyMs, fromMs, toMs } = this.#model.stalls![index]!;
      if (now >= stall.nextMs) {
        stall.untilMs = now + fromMs + this.#random() * (toMs - fromMs);
        stall.nextMs = stall.untilMs + this.#exponential(everyMs);
      }
      due = Math.max(due, stall.untilMs);
    });
    return due;
  }
}
