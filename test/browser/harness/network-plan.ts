/** When each packet of a simulated network is due. One seed, so a run can be repeated. */
import { seeded } from '../../harness/seeded.js';
import type { NetworkModel } from '../../playout/simulation.js';

export class NetworkPlan {
  readonly #model: NetworkModel;
  readonly #random: () => number;
  readonly #stalls: { nextMs: number; untilMs: number }[];

  constructor(model: NetworkModel, seed: number) {
    this.#model = model;
    this.#random = seeded(seed);
    const now = performance.now();
    this.#stalls = (model.stalls ?? []).map((stall) => ({
      nextMs: now + this.#exponential(stall.everyMs),
      untilMs: 0,
    }));
  }

  /** When a packet that comes now goes on, by `performance.now()`. */
  due(): number {
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

  /** Whether a packet never arrives. */
  lost(): boolean {
    return this.#random() < (this.#model.loss ?? 0);
  }

  #exponential(mean: number): number {
    return -mean * Math.log(1 - this.#random());
  }
}
