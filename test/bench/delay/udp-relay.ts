/**
 * A UDP relay that behaves like a bad network: packets from the box wait or vanish as the model says, and never
 * overtake each other. The other direction passes at once.
 */
import { createSocket, type Socket } from 'node:dgram';
import { DueQueue } from '../../browser/harness/due-queue.js';
import { NetworkPlan } from '../../browser/harness/network-plan.js';
import type { NetworkModel } from '../../playout/simulation.js';

const ADDRESS = '127.0.0.1';

export class UdpRelay {
  readonly #front: Socket = createSocket('udp4');
  readonly #target: number;
  readonly #plan: NetworkPlan;
  /** A socket towards the box for each port that came. */
  readonly #backs = new Map<number, Socket>();
  /** Nothing passes until then, by `performance.now()`. */
  #heldMs = 0;
  #lastMs = 0;
  /** Packets from the box, and those that were lost. */
  packets = 0;
  lost = 0;

  private constructor(target: number, model: NetworkModel) {
    this.#target = target;
    this.#plan = new NetworkPlan(model, 1);
    this.#front.on('message', (message, { port }) => this.#back(port).send(message, this.#target, ADDRESS));
  }

  static async start(target: number, model: NetworkModel): Promise<UdpRelay> {
    const relay = new UdpRelay(target, model);
    await new Promise<void>((resolve) => relay.#front.bind(0, ADDRESS, resolve));
    return relay;
  }

  get port(): number {
    return this.#front.address().port;
  }

  /** Keeps everything for a time, ms, then sends it at once. */
  hold(ms: number): void {
    this.#heldMs = performance.now() + ms;
  }

  #back(port: number): Socket {
    const known = this.#backs.get(port);
    if (known) return known;
    const back = createSocket('udp4');
    const queue = new DueQueue();
    this.#backs.set(port, back);
    back.on('message', (message) => {
      this.packets++;
      const dueMs = Math.max(this.#lastMs, this.#heldMs, this.#plan.due());
      this.#lastMs = dueMs;
      if (this.#plan.lost()) {
        this.lost++;
        return;
      }
      queue.add(dueMs, () => this.#front.send(message, port, ADDRESS));
    });
    return back;
  }
}
