/**
 * Joining, logging in, and connections that open and close. Main thread only. The rules are in
 * `registry.ts`, which is pure.
 */

import { matching, orAbsent } from '../../base/schema.js';
import type { JoinAnswer } from '../../wire/answers.js';
import { parse } from '../../wire/check.js';
import { ControlError } from '../../wire/errors.js';
import { isId } from '../../wire/limits.js';
import type { Connections } from '../../wire/messages.js';
import { cleanName } from '../../wire/names.js';
import type { Door } from '../commands/door.js';
import { deviceId } from '../devices/device-ids.js';
import type { Live } from '../devices/live.js';
import { cameBack, DEVICE_TYPE, displayName, register } from '../devices/registry.js';
import type { TokenIndex } from '../devices/token-index.js';
import { hashToken, newDeviceUuid, newToken, tokenFits } from '../devices/tokens.js';
import { firstMix } from '../mix/mixes.js';
import { type Actor, THE_BOX } from '../state/draft.js';
import type { State } from '../state/state.js';
import type { Ticket } from '../store/saver.js';
import type { Newcomers } from './newcomers.js';
import { Regulars } from './regulars.js';

const TYPE = orAbsent(
  matching(DEVICE_TYPE, 'a short lower-case word like web or android', { allowed: '[a-z][a-z0-9_-]{0,15}' }),
);

export interface Joined extends Pick<JoinAnswer, 'uuid' | 'token' | 'role'> {
  readonly ticket: Ticket;
}

export interface DirectoryParts {
  readonly state: State;
  readonly door: Door;
  readonly newcomers: Newcomers;
  readonly tokens: TokenIndex;
  readonly live: Live;
  /** Announces that a device came or went. */
  readonly onPresence: (uuid: string) => void;
}

export class Directory {
  readonly #parts: DirectoryParts;
  readonly #regulars: Regulars;

  constructor(parts: DirectoryParts) {
    this.#parts = parts;
    this.#regulars = new Regulars(parts.state, parts.door);
  }

  /** `POST /api/join`: registers a device, or finds the one with this uuid or token. Throws the refusal. */
  join(
    request: Readonly<Record<string, unknown>>,
    token: string,
    from: { address: string; userAgent: string },
  ): Joined {
    const { state, tokens } = this.#parts;
    const { uuid } = request;
    const type = parse(TYPE, request.type, 'type') ?? 'web';
    const wanted = uuid === undefined || uuid === null ? undefined : deviceId(uuid, 'uuid');
    const known = wanted === undefined ? tokens.device(token) : state.get('device', wanted);
    if (!known) return this.#register(wanted ?? newDeviceUuid(), type, cleanName(request.name), from);
    if (!tokenFits(token, known.tokenHash))
      throw new ControlError('uuid_taken', 'this uuid belongs to a device whose token was not given', { path: 'uuid' });
    const name = request.name === undefined ? known.name : cleanName(request.name);
    const { ticket } = this.#parts.door.apply(THE_BOX, (draft) => {
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
    this.#parts.newcomers.admit(from.address, performance.now());
    const token = newToken();
    const { value, ticket } = this.#parts.door.apply(THE_BOX, (draft) => {
      const device = register(draft, { uuid, type, name, tokenHash: hashToken(token), ...from });
      firstMix(draft, uuid, false);
      return device;
    });
    this.#parts.tokens.add(value.tokenHash!, uuid);
    this.#parts.live.registered(uuid);
    return { uuid, token, role: value.role, ticket };
  }

  /** MQTT's CONNACK code for these credentials; 0 = accepted. */
  login(clientId: string, username: string, password: string): 0 | 2 | 4 {
    if (!isId(clientId) || clientId !== username) return 2;
    const device = this.#parts.state.get('device', clientId);
    return device && tokenFits(password, device.tokenHash) ? 0 : 4;
  }

  /** The device as an author of changes, with its present name and role. */
  actor(uuid: string): Actor {
    const device = this.#parts.state.get('device', uuid);
    if (!device) throw new ControlError('no_such_device', 'this device was removed');
    return { uuid, name: displayName(device), role: device.role, source: device.type };
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
    const { state, live, onPresence } = this.#parts;
    const before = live.connections(uuid);
    const takeover = seen !== undefined && before[kind];
    if ((before[kind] === open && !takeover) || !state.get('device', uuid)) return;
    live.setConnections(uuid, { ...before, [kind]: open });
    this.#note(uuid, seen);
    if (open) this.#regulars.here(uuid);
    if (kind !== 'mqtt') this.#regulars.listens(uuid, open);
    onPresence(uuid);
  }

  stop(): void {
    this.#regulars.stop();
  }

  #note(uuid: string, seen: { address: string; userAgent: string } | undefined): void {
    this.#parts.door.apply(THE_BOX, (draft) => {
      draft.counts = false;
      draft.quiet = true;
      if (seen && this.#parts.live.comesBack(uuid)) cameBack(draft, uuid, seen);
      else draft.put('device', uuid, { ...draft.get('device', uuid)!, lastSeen: draft.at, seen: draft.age });
    });
  }
}
