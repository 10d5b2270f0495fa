/**
 * The devices the box knows, for good: registering, coming back, names, roles, handing over, pruning. Pure over a draft.
 */
import type { Draft } from './draft.js';
import { ControlError } from './errors.js';
import { entries, forget as forgetHistory } from './history.js';
import { withLock } from './mix-lock.js';
import { cutText } from './names.js';
import { isLoopback } from './newcomers.js';
import type { DeviceRecord, Reader, Role } from './state.js';

/**
 * Not seen for this long, unnamed and with nothing worth keeping: pruned. Time that the box ran, since that is the only time it knows for
 * sure: a clock that is set, or a month in the case, forgets nobody.
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
  draft.put('device', uuid, { ...deviceOf(draft, uuid), role });
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
 * A lost phone's mix, presets, names and own channels go to another device in one step. The old device keeps its place in the
 * registry with the house mix, so that nothing is lost if it turns up again.
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

/** Devices that nobody named, with nothing worth keeping, not here, and not seen for PRUNE_AFTER_MS up to the box's `age`. */
export function prunable(reader: Reader, age: number, connected: (uuid: string) => boolean): string[] {
  return idle(reader, connected)
    .filter((device) => age - (device.seen ?? 0) >= PRUNE_AFTER_MS)
    .map(({ uuid }) => uuid);
}

/** Of devices that came over the network and left nothing worth keeping: those beyond MAX_IDLE, the longest unseen first, a few at a time. */
export function surplus(reader: Reader, connected: (uuid: string) => boolean): string[] {
  const others = idle(reader, connected).filter(({ address }) => !isLoopback(address));
  others.sort((a, b) => (a.seen ?? 0) - (b.seen ?? 0) || a.order - b.order);
  return others.slice(0, Math.min(AT_A_TIME, Math.max(0, others.length - MAX_IDLE))).map(({ uuid }) => uuid);
}

function idle(reader: Reader, connected: (uuid: string) => boolean): DeviceRecord[] {
  const withPresets = new Set([...reader.rows('preset')].map(([, preset]) => preset.uuid));
  return [...reader.rows('device')].flatMap(([uuid, device]) => {
    if (connected(uuid)) return [];
    if (device.customName !== null || device.role === 'engineer' || device.lock !== undefined) return [];
    if (device.own.length > 0 || withPresets.has(uuid)) return [];
    const touched = reader.get('mix', uuid)?.touched === true;
    // A client of the field brings a new id at every start: what it set under the old one helps nobody.
    return !device.verified || (!touched && entries(reader, uuid).next().done === true) ? [device] : [];
  });
}

/** A device as everybody may see it: no token, not even hashed. */
export function deviceView(reader: Reader, device: DeviceRecord, connections: Connections): Record<string, unknown> {
  const { tokenHash: _, seen: _age, ...open } = device;
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
