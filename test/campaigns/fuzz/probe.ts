/** A client beside the fuzz that only measures, forty times a second, whether and how late the box answers. */
import { monotonicMs } from '../../../src/base/clock.js';
import { LeanClient } from '../../bench/lean-client.js';

const EVERY_MS = 25;

export interface Late {
  readonly fromMs: number;
  readonly toMs: number;
}

export class Probe {
  answers = 0;
  /** Answers later than `limitMs`. */
  readonly late: Late[] = [];
  readonly #client: LeanClient;
  readonly #timer: NodeJS.Timeout;

  private constructor(client: LeanClient, limitMs: number) {
    this.#client = client;
    const asked = new Map<number, number>();
    client.onAck = (id) => {
      const from = asked.get(id);
      asked.delete(id);
      this.answers++;
      const now = monotonicMs();
      if (from !== undefined && now - from > limitMs) this.late.push({ fromMs: from, toMs: now });
    };
    let n = 0;
    this.#timer = setInterval(
      () => asked.set(client.publish('sb/1/cmd/ping', `{"op":"p${n++}"}`), monotonicMs()),
      EVERY_MS,
    );
  }

  static async of(webPort: number, device: { uuid: string; token: string }, limitMs: number): Promise<Probe> {
    return new Probe(await LeanClient.connect(webPort, device), limitMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#client.close();
  }
}
