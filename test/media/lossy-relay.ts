/** A UDP relay between a listener and the box's media port, which loses what a test tells it to. */
import { createSocket, type Socket } from 'node:dgram';
import type { Test } from 'tap';

const ADDRESS = '127.0.0.1';

export class LossyRelay {
  readonly #front: Socket = createSocket('udp4');
  /** A socket towards the box for each port that came. */
  readonly #backs = new Map<number, Socket>();
  /** Loses every so many of the box's packets; 0 loses none. */
  every = 0;
  /** Nothing passes, either way. */
  mute = false;
  /** Packets from the box, and those of them that were lost. */
  packets = 0;
  lost = 0;

  private constructor(target: number) {
    this.#front.on('message', (message, { port }) => {
      if (!this.mute) this.#back(port).send(message, target, ADDRESS);
    });
  }

  /** Stopped at the end of the test. `target`: the media port. */
  static async start(t: Test, target: number): Promise<LossyRelay> {
    const relay = new LossyRelay(target);
    t.teardown(() => relay.#stop());
    await new Promise<void>((resolve) => relay.#front.bind(0, ADDRESS, resolve));
    return relay;
  }

  get port(): number {
    return this.#front.address().port;
  }

  /** An offer of the box, with this relay in place of the box's port. */
  through(offer: string): string {
    return offer.replace(/^(a=candidate:.* )\d+( typ host)/m, `$1${this.port}$2`);
  }

  #back(port: number): Socket {
    const known = this.#backs.get(port);
    if (known !== undefined) return known;
    const back = createSocket('udp4');
    this.#backs.set(port, back);
    back.on('message', (message) => {
      this.packets++;
      const lost = this.mute || (this.every > 0 && this.packets % this.every === 0);
      if (lost) this.lost++;
      else this.#front.send(message, port, ADDRESS);
    });
    return back;
  }

  #stop(): void {
    this.#front.close();
    for (const back of this.#backs.values()) back.close();
  }
}
