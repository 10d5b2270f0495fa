/**
 * Which devices are here: joining, logging in, tokens, live connections. Main thread only. The rules are in
 * `registry.ts`, which is pure.
 */

import { ControlError } from '../../wire/errors.js';
import { isId } from '../../wire/limits.js';
import type { Connections } from '../../wire/messages.js';
import { cleanName } from '../../wire/names.js';
import type { Door } from '../commands/door.js';
import { deviceId } from '../devices/device-ids.js';
import { cameBack, DEVICE_TYPE, displayName, NOT_CONNECTED, register } from '../devices/registry.js';
import { hashToken, newDeviceUuid, newToken, tokenFits } from '../devices/tokens.js';
import { firstMix } from '../mix/mixes.js';
import type { Actor } from '../state/draft.js';
import type { DeviceRecord, State } from '../state/state.js';
import type { Ticket } from '../store/saver.js';
import type { Newcomers } from './newcomers.js';
import { Regulars } from './regulars.js';

/** The author of changes that the box makes by itself. */
export const THE_BOX: Actor = { uuid: 'box', name: 'Box', role: 'box', source: 'box' };

export interface Joined {
  readonly uuid: string;
  readonly token: string;
  readonly role: DeviceRecord['role'];
  readonly ticket: Ticket;
}

export class Directory {
  readonly #state: State;
  readonly #door: Door;
  readonly #newcomers: Newcomers;
  readonly #live = new Map<string, Connections>();
  /** Devices registered in this run that never connected. Their first connection is not a reconnection. */
  readonly #fresh = new Set<string>();
  /** Token hash → uuid. */
  readonly #tokens = new Map<string, string>();
  /** Devices that lost their last connection, or were not seen in this run. Sessions do not list them. */
  readonly #away = new Set<string>();
  readonly #onPresence: (uuid: string) => void;
  readonly #regulars: Regulars;

  constructor(state: State, door: Door, newcomers: Newcomers, onPresence: (uuid: string) => void) {
    this.#state = state;
    this.#door = door;
    this.#newcomers = newcomers;
    this.#onPresence = onPresence;
    this.#regulars = new Regulars(state, door);
    this.reindex();
    for (const [uuid] of state.rows('device')) this.#away.add(uuid);
  }

  /** Builds the indexes again after the state was replaced. */
  reindex(): void {
    this.#tokens.clear();
    for (const [uuid, { tokenHash }] of this.#state.rows('device'))
      if (tokenHash !== null) this.#tokens.set(tokenHash, uuid);
    for (const kept of [this.#fresh, this.#away])
      for (const uuid of kept) if (!this.#state.get('device', uuid)) kept.delete(uuid);
  }

  /** `POST /api/join`: registers a device, or finds the one with this uuid or token. Throws the refusal. */
  join(
    request: Readonly<Record<string, unknown>>,
    token: string,
    from: { address: string; userAgent: string },
  ): Joined {
    const { uuid } = request;
    const type = request.type ?? 'web';
    const wanted = uuid === undefined || uuid === null ? undefined : deviceId(uuid, 'uuid');
    if (typeof type !== 'string' || !DEVICE_TYPE.test(type)) {
      throw new ControlError('bad_value', 'type is a short lower-case word like web or android', {
        path: 'type',
        allowed: '[a-z][a-z0-9_-]{0,15}',
      });
    }
    const known = wanted === undefined ? this.byToken(token) : this.#state.get('device', wanted);
    if (!known) return this.#register(wanted ?? newDeviceUuid(), type, cleanName(request.name), from);
    if (!tokenFits(token, known.tokenHash))
      throw new ControlError('uuid_taken', 'this uuid belongs to a device whose token was not given', { path: 'uuid' });
    const name = request.name === undefined ? known.name : cleanName(request.name);
    const { ticket } = this.#door.apply(THE_BOX, (draft) => {
      draft.counts = name !== known.name;
      draft.put('device', known.uuid, {
        ...known,
        name,
        lastSeen: draft.at,
        seen: draft.age,
        address: from.address,
        userAgent: from.userAgent || known.userAgent,
      });
    });
    this.#regulars.here(known.uuid);
    return { uuid: known.uuid, token, role: known.role, ticket };
  }

  #register(uuid: string, type: string, name: string, from: { address: string; userAgent: string }): Joined {
    this.#newcomers.admit(from.address, performance.now());
    const token = newToken();
    const { value, ticket } = this.#door.apply(THE_BOX, (draft) => {
      const device = register(draft, { uuid, type, name, tokenHash: hashToken(token), ...from });
      firstMix(draft, uuid, false);
      return device;
    });
    this.#tokens.set(value.tokenHash!, uuid);
    this.#fresh.add(uuid);
    return { uuid, token, role: value.role, ticket };
  }

  byToken(token: string): DeviceRecord | undefined {
    const uuid = isId(token) ? this.#tokens.get(hashToken(token)) : undefined;
    return uuid === undefined ? undefined : this.#state.get('device', uuid);
  }

  /** MQTT's CONNACK code for these credentials; 0 = accepted. */
  login(clientId: string, username: string, password: string): 0 | 2 | 4 {
    if (!isId(clientId) || clientId !== username) return 2;
    const device = this.#state.get('device', clientId);
    return device && tokenFits(password, device.tokenHash) ? 0 : 4;
  }

  /** The device as an author of changes, with its present name and role. */
  actor(uuid: string): Actor {
    const device = this.#state.get('device', uuid);
    if (!device) throw new ControlError('no_such_device', 'this device was removed');
    return { uuid, name: displayName(device), role: device.role, source: device.type };
  }

  connections(uuid: string): Connections {
    return this.#live.get(uuid) ?? NOT_CONNECTED;
  }

  isConnected(uuid: string): boolean {
    return this.#live.has(uuid);
  }

  /**
   * Notes that a connection of this kind opened or closed, in the registry too, and announces it. With `seen` it is a
   * new connection, counted as a reconnection. Without, a connection fell silent, or is heard again.
   */
  setConnection(
    uuid: string,
    kind: keyof Connections,
    open: boolean,
    seen?: { address: string; userAgent: string },
  ): void {
    const before = this.connections(uuid);
    const takeover = seen !== undefined && before[kind];
    if ((before[kind] === open && !takeover) || !this.#state.get('device', uuid)) return;
    const now = { ...before, [kind]: open };
    if (now.mqtt || now.audio || now.native) {
      this.#live.set(uuid, now);
      this.#away.delete(uuid);
    } else {
      this.#live.delete(uuid);
      this.#away.add(uuid);
    }
    this.#note(uuid, seen);
    if (open) this.#regulars.here(uuid);
    if (kind !== 'mqtt') this.#regulars.listens(uuid, open);
    this.#onPresence(uuid);
  }

  isAway(uuid: string): boolean {
    return this.#away.has(uuid);
  }

  /** Marks a device as absent. */
  left(uuid: string): void {
    this.#away.add(uuid);
  }

  /** Marks a device as present, even if it has no connection. */
  here(uuid: string): void {
    this.#away.delete(uuid);
  }

  stop(): void {
    this.#regulars.stop();
  }

  /** The number of devices with an open connection. */
  get live(): number {
    return this.#live.size;
  }

  #note(uuid: string, seen: { address: string; userAgent: string } | undefined): void {
    this.#door.apply(THE_BOX, (draft) => {
      draft.counts = false;
      draft.quiet = true;
      if (seen && !this.#fresh.delete(uuid)) cameBack(draft, uuid, seen);
      else draft.put('device', uuid, { ...draft.get('device', uuid)!, lastSeen: draft.at, seen: draft.age });
    });
  }
}
