/**
 * A TCP relay that behaves like a bad network: data from the box waits as the model says, in order, as over TCP. The
 * other direction passes at once.
 */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { NetworkModel } from '../../playout/simulation.js';
import { DueQueue } from './due-queue.js';
import { NetworkPlan } from './network-plan.js';

export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  port = 0;

  private constructor(target: number, model: NetworkModel, seed: number) {
    const plan = new NetworkPlan(model, seed);
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
      const queue = new DueQueue();
      let lastMs = 0;
      outer.on('data', (bytes) => {
        const dueMs = Math.max(lastMs, plan.due());
        lastMs = dueMs;
        queue.add(dueMs, () => inner.writable && inner.write(bytes));
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
}
