/**
 * The devices the box knows, for good: registering, coming back, names, roles, handing over, pruning. Pure over a
 * draft.
 */
import { isOwnMachine } from '../audio/own-machine.js';
import { type Claim, worstOf } from '../audio/places.js';
import type { Draft } from './draft.js';
import { ControlError } from './errors.js';
import { entries, forget as forgetHistory } from './history.js';
import { withLock } from './mix-lock.js';
import { cutText } from './names.js';
import type { DeviceRecord, Reader, Role } from './state.js';

/**
 * Not seen for this long, unnamed and with nothing worth keeping: pruned. Time that the box ran, since that is the
 * only time it knows for sure: a clock that is set, or a month in the case, forgets nobody.
 */
export const PRUNE_AFTER_MS = 30 * 24 * 3_600_000;

/** Inputs a musician may call their own. */
export const MAX_OWN = 16;
/** `web`, `android`, … */
export const DEVICE_TYPE = /^[a-z][a-z0-9_-]{0,15}$/;
/** What is kept of a program's own name, characters. */
export const MAX_USER_AGENT = 256;

/** Devices with nothing worth keeping that the registry holds; one more takes the place of that unseen for longest. */
export const MAX_IDLE = 256;
/** … with something set, but no history here: strangers who moved a fader. */
export const MAX_FLEETING = 64;
/** … and all others that the engineer has not named. */
export const MAX_UNNAMED = 1024;
/** A registry that is far above that shrinks by so many with each newcomer: removing costs time. */
const AT_A_TIME = 4;

/** Live connections of a device, as the engine and the broker report them; never stored. */
export interface Connections {
  readonly mqtt: boolean;
  readonly audio: boolean;
  readonly native: boolean;
}

export const NOT_CONNECTED: Connections = { mqtt: false, audio: false, native: false };

/** What a newcomer says of itself. */
export interface Newcomer {
  readonly uuid: string;
  readonly type: string;
  readonly name: string;
  readonly tokenHash: string | null;
  readonly address: string;
  readonly userAgent: string;
}

export function deviceOf(reader: Reader, uuid: string): DeviceRecord {
  const found = reader.get('device', uuid);
  if (!found) throw new ControlError('no_such_device', `no device ${uuid}`);
  return found;
}

/** An IPv6 address with its interface. */
const MAX_ADDRESS = 64;

export const displayName = (device: DeviceRecord): string => device.customName ?? device.name;

export function register(draft: Draft, newcomer: Newcomer): DeviceRecord {
  let last = -1;
  for (const [, device] of draft.rows('device')) last = Math.max(last, device.order);
  const device: DeviceRecord = {
    ...newcomer,
    address: newcomer.address.slice(0, MAX_ADDRESS),
    userAgent: newcomer.userAgent.slice(0, MAX_USER_AGENT),
    customName: null,
    role: 'musician',
    verified: newcomer.tokenHash !== null,
    firstSeen: draft.at,
    lastSeen: draft.at,
    seen: draft.age,
    reconnections: 0,
    own: [],
    order: last + 1,
  };
  for (const uuid of surplus(draft, draft.isConnected)) forgetDevice(draft, uuid);
  draft.put('device', device.uuid, device);
  return device;
}

/** A known device is here again. */
export function cameBack(
  draft: Draft,
  uuid: string,
  seen: { name?: string; address: string; userAgent: string },
): void {
  const device = deviceOf(draft, uuid);
  draft.put('device', uuid, {
    ...device,
    name: seen.name ?? device.name,
    address: seen.address.slice(0, MAX_ADDRESS) || device.address,
    userAgent: seen.userAgent.slice(0, MAX_USER_AGENT) || device.userAgent,
    lastSeen: draft.at,
    seen: draft.age,
    reconnections: device.reconnections + 1,
  });
}

export function setRole(draft: Draft, uuid: string, role: Role): void {
  const device = deviceOf(draft, uuid);
  const been = role === 'engineer' || device.role === 'engineer' || device.engineered === true;
  draft.put('device', uuid, { ...device, role, ...(been ? { engineered: true } : {}) });
}

/** Devices in the engineer's order. */
export function inOrder(reader: Reader): DeviceRecord[] {
  return [...reader.rows('device')]
    .map(([, device]) => device)
    .sort((a, b) => a.order - b.order || (a.uuid < b.uuid ? -1 : 1));
}

/** `cmd/devices` order: the named ones first, in this order; the rest after them as they were. */
export function reorder(draft: Draft, order: unknown): void {
  if (!Array.isArray(order) || new Set(order).size !== order.length)
    throw new ControlError('bad_value', 'order must be a list of different uuids', { path: 'order' });
  order.forEach((uuid: unknown, i) => {
    if (typeof uuid !== 'string' || !draft.get('device', uuid))
      throw new ControlError('no_such_device', `order[${i}] is no device`, { path: `order[${i}]` });
  });
  const rest = inOrder(draft).filter((device) => !order.includes(device.uuid));
  [...(order as string[]), ...rest.map((device) => device.uuid)].forEach((uuid, place) => {
    const device = deviceOf(draft, uuid);
    if (device.order !== place) draft.put('device', uuid, { ...device, order: place });
  });
}

/** Removes a device and all that is its own. */
export function forgetDevice(draft: Draft, uuid: string): void {
  deviceOf(draft, uuid);
  draft.remove('device', uuid);
  draft.remove('mix', uuid);
  forgetHistory(draft, uuid);
  for (const table of ['preset', 'op'] as const) {
    for (const [id] of draft.rows(table)) if (id.startsWith(`${uuid}/`)) draft.remove(table, id);
  }
  for (const [id, ask] of draft.rows('ask')) if (ask.uuid === uuid) draft.remove('ask', id);
}

/**
 * A lost phone's mix, presets, names and own channels go to another device in one step. The old device keeps its
 * place in the registry with the house mix, so that nothing is lost if it turns up again.
 */
export function handOver(draft: Draft, from: string, to: string): void {
  if (from === to) throw new ControlError('bad_value', 'a device cannot be handed to itself', { path: 'to' });
  const old = deviceOf(draft, from);
  const heir = deviceOf(draft, to);
  const { name, customName, own, groups = [], order } = old;
  draft.put('device', to, withLock({ ...heir, name, customName, own, groups, order }, old.lock ?? null));
  draft.put('device', from, {
    ...withLock(old, null),
    name: `${cutText(displayName(old), 56)} (old)`,
    customName: null,
    own: [],
    groups: [],
    order: heir.order,
  });
  for (const [id, preset] of draft.rows('preset')) {
    if (preset.uuid !== from) continue;
    draft.remove('preset', id);
    draft.put('preset', `${to}/${preset.id}`, { ...preset, uuid: to });
  }
}

/** Devices of the first two bounds that are not here, and were not seen for PRUNE_AFTER_MS up to the box's `age`. */
export function prunable(reader: Reader, age: number, connected: (uuid: string) => boolean): string[] {
  const { idle, fleeting } = leavers(reader, connected);
  return [...idle, ...fleeting].filter((device) => age - (device.seen ?? 0) >= PRUNE_AFTER_MS).map(({ uuid }) => uuid);
}

/** Those beyond a bound, of the address that has left most, the longest unseen first; a few at a time. */
export function surplus(reader: Reader, connected: (uuid: string) => boolean): string[] {
  const { idle, fleeting, others } = leavers(reader, connected);
  return [
    ...beyond(
      idle.filter(({ address }) => !isOwnMachine(address)),
      MAX_IDLE,
    ),
    ...beyond(fleeting, MAX_FLEETING),
    ...beyond(others, MAX_UNNAMED),
  ];
}

function beyond(devices: readonly DeviceRecord[], limit: number): string[] {
  if (devices.length <= limit) return [];
  const claims = [...devices]
    .sort((a, b) => (b.seen ?? 0) - (a.seen ?? 0) || b.order - a.order)
    .map(({ uuid, address }): Claim => ({ key: uuid, address, standing: 'newcomer' }));
  return worstOf(claims, Math.min(AT_A_TIME, devices.length - limit), limit).map(({ key }) => key);
}

/**
 * Devices that are not here and that the engineer neither named nor locked: with nothing worth keeping, with
 * something set but no history (a stranger who moved a fader), and the rest.
 */
function leavers(
  reader: Reader,
  connected: (uuid: string) => boolean,
): Readonly<Record<'idle' | 'fleeting' | 'others', DeviceRecord[]>> {
  const withPresets = new Set([...reader.rows('preset')].map(([, preset]) => preset.uuid));
  const left: Record<'idle' | 'fleeting' | 'others', DeviceRecord[]> = { idle: [], fleeting: [], others: [] };
  for (const [uuid, device] of reader.rows('device')) {
    if (connected(uuid) || device.customName !== null || device.role === 'engineer' || device.lock !== undefined)
      continue;
    const touched = reader.get('mix', uuid)?.touched === true || entries(reader, uuid).next().done !== true;
    // A client of the field brings a new id at every start: what it set under the old one helps nobody.
    const kept = device.own.length > 0 || withPresets.has(uuid) || (device.verified && touched);
    if (!kept) left.idle.push(device);
    // What earlier software wrote says nothing of it.
    else if (device.regular !== true && device.seen !== undefined) left.fleeting.push(device);
    else left.others.push(device);
  }
  return left;
}

/** A device as everybody may see it: no token, not even hashed. */
export function deviceView(reader: Reader, device: DeviceRecord, connections: Connections): Record<string, unknown> {
  const { tokenHash: _, seen: _age, regular: __, engineered: ___, ...open } = device;
  return {
    ...open,
    lock: device.lock ?? null,
    groups: device.groups ?? [],
    displayName: displayName(device),
    active: connections.mqtt || connections.audio || connections.native,
    connections,
    rev: reader.get('mix', device.uuid)?.rev ?? 0,
  };
}
