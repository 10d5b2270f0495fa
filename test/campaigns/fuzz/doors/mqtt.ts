/** Bytes of `/mqtt`, as its WebSocket delivers them: cut anywhere, damaged anywhere. */
import type { ControlRig, RigDevice, RigSocket } from '../control-rig.js';
import { type Batch, type Door, Finding, type Input, turn } from '../door.js';
import { mqttConnect } from '../mqtt-bytes.js';
import { mqttInput } from '../mqtt-input.js';
import { type Names, namesIn } from '../names-in.js';
import type { Random } from '../random.js';

interface Sent {
  readonly who: RigDevice;
  readonly bytes: Buffer;
  /** Cut in two here; 0: in one piece. */
  readonly cut: number;
  readonly [part: string]: unknown;
}

class MqttBatch implements Batch {
  readonly #rig: ControlRig;
  readonly #random: Random;
  readonly #names: Names;
  readonly #open = new Map<string, RigSocket>();

  constructor(rig: ControlRig, random: Random) {
    this.#rig = rig;
    this.#random = random;
    this.#names = namesIn(rig.pristine);
  }

  make(): Sent {
    const random = this.#random;
    const who = random.once(8) ? random.pick(this.#rig.desks) : random.pick(this.#rig.musicians);
    const names = { ...this.#names, me: who.uuid, other: random.pick(this.#rig.musicians).uuid };
    const bytes = mqttInput(random, names, who.token);
    return { who, bytes, cut: random.once(10) ? random.below(bytes.length) : 0 };
  }

  async feed(input: Input): Promise<void> {
    const { who, bytes, cut } = input as Sent;
    let socket = this.#open.get(who.uuid);
    if (socket === undefined || socket.closed) {
      socket = await this.#rig.mqtt(who.address);
      if (socket === undefined) return;
      this.#open.set(who.uuid, socket);
      socket.send(mqttConnect(who.uuid, who.token));
      await turn();
      await turn();
    }
    if (cut > 0) socket.send(bytes.subarray(0, cut));
    socket.send(bytes.subarray(cut));
    // The broker needs a turn or two for a packet.
    await turn();
    await turn();
    const [fault] = this.#rig.faults();
    if (fault !== undefined) throw new Finding(`the box logged a fault of its own: ${fault}`);
  }

  async end(): Promise<void> {
    for (const socket of this.#open.values()) socket.leave();
    for (let i = 0; i < 4; i++) await turn();
  }
}

/** `rig` resolves to a control plane in its initial state. */
export const mqttDoor = (rig: () => Promise<ControlRig>): Door => ({
  name: 'mqtt',
  about: 'bytes of `/mqtt`: commands, subscriptions, logins, damaged and cut',
  share: 200,
  inputsPerBatch: 1000,
  async begin(random) {
    return new MqttBatch(await rig(), random);
  },
});
