/**
 * Lets listeners in: asks the authority, finds a place and a bus, and closes the listeners that make room. Main thread.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { plainAddress } from '../base/address.js';
import { monotonicMs } from '../base/clock.js';
import { defaultMix, type Mix } from '../wire/mix.js';
import type { BusTable } from './bus-table.js';
import type { AirAsking, ListenerAuthority, Refusal, WarningKind, WebGrant } from './engine-api.js';
import type { NativeRelay } from './native-relay.js';
import { type Place, SoundPlaces } from './sound-places.js';
import type { FromStream, ToStream } from './stream/stream-messages.js';

/** How long a listener waits for the mixer to free a bus, and how often to look, ms. */
const BUS_PATIENCE_MS = 1000;
const BUS_LOOK_MS = 5;
/** Shortest time between two warnings about displaced listeners, ms. */
const TELL_MS = 60_000;

export interface AdmissionDeps {
  readonly authority: ListenerAuthority;
  readonly buses: BusTable;
  readonly relay: NativeRelay;
  readonly send: (message: ToStream) => void;
  readonly warn: (line: string, kind?: WarningKind) => void;
  readonly inputs: () => number;
  /** Called when a client that mixes by itself was let in: the engine then sends it its mix. */
  readonly mixesItself: (device: string) => void;
}

const FULL: Refusal = {
  ok: false,
  status: 503,
  code: 'box-full',
  message: 'All places of this box are taken; try again when somebody has left.',
};

export class Admission {
  readonly #deps: AdmissionDeps;
  readonly #places: SoundPlaces;
  #displaced = 0;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(deps: AdmissionDeps) {
    this.#deps = deps;
    const { authority, buses } = deps;
    this.#places = new SoundPlaces(
      (bus) => buses.plays(bus),
      (device) => authority.standingOf?.(device) ?? 'newcomer',
    );
  }

  async web({ id, device, token, mix, address, ...asked }: FromStream & { type: 'ask-web' }): Promise<void> {
    const { authority, send } = this.#deps;
    const grant = await authority
      .authorizeWeb({ device, token, mix, address })
      .catch((error) => this.unavailable(error));
    if (!grant.ok) {
      send({ type: 'web-answer', id, answer: grant });
      return;
    }
    const { codec, frames, adapt } = asked;
    const sound = { transport: 'websocket', codec, frames, copies: 0, adapt } as const;
    const noRoom = this.#noRoomInAir({ kind: 'web', device: grant.device, address, ...sound });
    if (noRoom) {
      send({ type: 'web-answer', id, answer: noRoom });
      return;
    }
    const place: Place = { kind: 'web', device: grant.device, address: plainAddress(address) };
    const bus = await this.#seat(place, grant, () => authority.mixOf(grant.mix) ?? defaultMix(this.#deps.inputs()));
    send({ type: 'web-answer', id, answer: bus === undefined ? FULL : { ...grant, bus } });
  }

  /** Clients below version 3 take raw channels. Version 3 gets its own bus, and control through the same connection. */
  async native({ id, connection, hello }: FromStream & { type: 'ask-native' }): Promise<void> {
    const { authority, send, relay, mixesItself } = this.#deps;
    const answer = await authority.authorizeNative(hello).catch((error) => this.unavailable(error));
    if (!answer.ok) {
      send({ type: 'native-answer', id, connection, answer });
      return;
    }
    const { device } = answer;
    const place: Place = { kind: 'native', device, address: hello.address, connection };
    if (hello.protocolVersion < 3) {
      const found = this.#take(place);
      if (found) mixesItself(device);
      send({
        type: 'native-answer',
        id,
        connection,
        answer: found ? { ...answer, standing: authority.standingOf?.(device) } : FULL,
      });
      return;
    }
    const noRoom = hello.sound && this.#noRoomInAir({ kind: 'native', device, address: hello.address, ...hello.sound });
    if (noRoom) {
      send({ type: 'native-answer', id, connection, answer: noRoom });
      return;
    }
    const grant: WebGrant = { ok: true, device, mix: device };
    const bus = await this.#seat(place, grant, () => authority.mixOf(device) ?? answer.mix);
    if (bus !== undefined) relay.open(connection, device);
    send({ type: 'native-answer', id, connection, answer: bus === undefined ? FULL : { ...answer, bus } });
  }

  /** A native connection has ended, or never came. */
  gone(connection: number): void {
    this.#places.gone(connection);
  }

  /** The authority failed: nobody is let in unchecked. */
  unavailable(error: unknown): Refusal {
    this.#deps.warn(`a listener could not be checked: ${(error as Error).stack ?? error}`);
    return { ok: false, status: 503, code: 'unavailable', message: 'The box cannot check this right now; try again.' };
  }

  /** The refusal if the radio has no room; else closes the listeners that make room. */
  #noRoomInAir(asking: AirAsking): Refusal | undefined {
    const room = this.#deps.authority.roomInAir?.(asking);
    if (room?.ok === false) return room;
    for (const one of room?.displaced ?? []) for (const place of this.#places.giveUp(one)) this.#displace(place);
    return undefined;
  }

  /** Finds a starting bus for this place. The mix is read at the moment the bus starts. */
  async #seat(place: Place, grant: WebGrant, mix: () => Mix): Promise<number | undefined> {
    if (!this.#take(place)) return undefined;
    const { buses } = this.#deps;
    const until = monotonicMs() + BUS_PATIENCE_MS;
    for (;;) {
      const bus = buses.start(grant, mix());
      if (bus !== undefined) {
        this.#places.onBus(place, bus);
        return bus;
      }
      if (monotonicMs() >= until) break;
      await sleep(BUS_LOOK_MS);
    }
    this.#places.release(place);
    return undefined;
  }

  #take(place: Place): boolean {
    const leaving = this.#places.take(place);
    for (const one of leaving ?? []) this.#displace(one);
    this.#tell(leaving?.length ?? 0, place.address);
    return leaving !== undefined;
  }

  #displace({ kind, device, bus, connection }: Place): void {
    this.#deps.send({ type: 'displace', kind, device, bus, connection });
  }

  #tell(count: number, address: string): void {
    this.#displaced += count;
    const now = monotonicMs();
    if (this.#displaced === 0 || now - this.#toldMs < TELL_MS) return;
    this.#toldMs = now;
    this.#deps.warn(
      `all places of sound are taken: ${this.#displaced} gave theirs to devices that are known here, or to addresses that hold fewer (last ${address})`,
      'crowd',
    );
    this.#displaced = 0;
  }
}
