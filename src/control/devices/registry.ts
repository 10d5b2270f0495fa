/**
 * The registry: all devices that the box remembers. Registering, coming back, names, roles, handing over, pruning.
 * Pure over a draft.
 */
import { isOwnMachine } from '../../base/address.js';
import { type Claim, worstOf } from '../../base/places.js';
import { ControlError } from '../../wire/errors.js';
import type { Connections, Device } from '../../wire/messages.js';
import { cutText } from '../../wire/names.js';
import type { Role } from '../../wire/roles.js';
import { offerNote } from '../mix/audition.js';
import { entries, forget as forgetHistory } from '../mix/history.js';
import { withLock } from '../mix/mix-lock.js';
import { mirrorsOf } from '../mix/shared.js';
import type { Draft } from '../state/draft.js';
import type { DeviceRecord, Reader } from '../state/state.js';

/**
 * Unnamed devices with nothing worth keeping are pruned when they were not seen for this long. It counts running time
 * of the box, the only time that the box knows for sure. So a changed clock, or a month in the case, removes nobody.
 */
export const PRUNE_AFTER_MS = 30 * 24 * 3_600_000;

/** `web`, `android`, … */
export const DEVICE_TYPE = /^[a-z][a-z0-9_-]{0,15}$/;
/** Characters kept of a User-Agent. */
export const MAX_USER_AGENT = 256;

/** Devices with nothing worth keeping. Beyond this bound those unseen for longest are removed. */
export const MAX_IDLE = 256;
/** Devices with something set but no history here: strangers who moved a fader. */
export const MAX_FLEETING = 64;
/** All other devices that the engineer has not named; also the idle ones of the box's own machine. */
export const MAX_UNNAMED = 1024;
/** Most devices that one bound removes with one newcomer: removing costs time. */
const AT_A_TIME = 4;

export const NOT_CONNECTED: Connections = { mqtt: false, audio: false, native: false };

/** A device that is not registered yet. */
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

/** Characters kept of an address: an IPv6 address with its interface fits. */
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

/** Notes that a known device is back. */
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
  draft.effects.push({ type: 'role', uuid });
}

/** Devices in the engineer's order. */
export function inOrder(reader: Reader): DeviceRecord[] {
  return [...reader.rows('device')]
    .map(([, device]) => device)
    .sort((a, b) => a.order - b.order || (a.uuid < b.uuid ? -1 : 1));
}

/** `cmd/devices` order: the named devices come first, in this order. The others keep their order after them. */
export function reorder(draft: Draft, order: readonly string[]): void {
  order.forEach((uuid, i) => {
    if (!draft.get('device', uuid))
      throw new ControlError('no_such_device', `order[${i}] is not a device`, { path: `order[${i}]` });
  });
  const rest = inOrder(draft).filter((device) => !order.includes(device.uuid));
  [...order, ...rest.map((device) => device.uuid)].forEach((uuid, place) => {
    const device = deviceOf(draft, uuid);
    if (device.order !== place) draft.put('device', uuid, { ...device, order: place });
  });
}

/** The device mirrors none from now on, and none mirrors it. */
export function endSharing(draft: Draft, uuid: string): void {
  for (const each of [uuid, ...mirrorsOf(draft, uuid)]) {
    const { mirrors, ...alone } = deviceOf(draft, each);
    if (mirrors === undefined) continue;
    draft.put('device', each, alone);
    draft.effects.push({ type: 'ears', uuid: each });
  }
}

/** Removes a device and all its data. */
export function forgetDevice(draft: Draft, uuid: string): void {
  endSharing(draft, uuid);
  draft.remove('device', uuid);
  draft.remove('mix', uuid);
  draft.remove('offer', uuid);
  forgetHistory(draft, uuid);
  for (const table of ['preset', 'op'] as const) {
    for (const [id] of draft.rows(table)) if (id.startsWith(`${uuid}/`)) draft.remove(table, id);
  }
  for (const [id] of draft.rows('sceneMix')) if (id.endsWith(`/${uuid}`)) draft.remove('sceneMix', id);
  for (const [id, ask] of draft.rows('ask')) if (ask.uuid === uuid) draft.remove('ask', id);
  for (const [id, { claims, ...other }] of draft.rows('device')) if (claims === uuid) draft.put('device', id, other);
  for (const [id, message] of draft.rows('direct')) if (message.by === uuid) draft.remove('direct', id);
}

/**
 * Moves presets, names, own channels, groups and lock of a lost phone to another device; the command moves the mix.
 * The old device stays in the registry, in case it turns up again.
 */
export function handOver(draft: Draft, from: string, to: string): void {
  if (from === to) throw new ControlError('bad_value', 'a device cannot be handed to itself', { path: 'to' });
  const { code: _code, ...old } = deviceOf(draft, from);
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
  for (const uuid of [from, to]) draft.remove('offer', uuid);
  for (const [id, device] of draft.rows('device')) {
    const { standsIn } = device;
    if (standsIn?.for === from) draft.put('device', id, { ...device, standsIn: { ...standsIn, for: to } });
  }
  for (const [id, row] of draft.rows('sceneMix')) {
    if (!id.endsWith(`/${from}`)) continue;
    draft.remove('sceneMix', id);
    draft.put('sceneMix', `${id.slice(0, id.lastIndexOf('/'))}/${to}`, row);
  }
  for (const [id, preset] of draft.rows('preset')) {
    if (preset.uuid !== from) continue;
    draft.remove('preset', id);
    draft.put('preset', `${to}/${preset.id}`, { ...preset, uuid: to });
  }
}

/** Devices to prune: absent, idle or fleeting, and not seen for PRUNE_AFTER_MS up to the box's `age`. */
export function prunable(reader: Reader, age: number, connected: (uuid: string) => boolean): string[] {
  const { idle, fleeting } = leavers(reader, connected);
  return [...idle, ...fleeting].filter((device) => age - (device.seen ?? 0) >= PRUNE_AFTER_MS).map(({ uuid }) => uuid);
}

/** Devices beyond a bound: from the address with most of them, the longest unseen first, a few at a time. */
function surplus(reader: Reader, connected: (uuid: string) => boolean): string[] {
  const { idle, fleeting, others } = leavers(reader, connected);
  return [
    ...beyond(
      idle.filter(({ address }) => !isOwnMachine(address)),
      MAX_IDLE,
    ),
    ...beyond(
      idle.filter(({ address }) => isOwnMachine(address)),
      MAX_UNNAMED,
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
 * Absent devices that the engineer neither named nor locked. `idle` have nothing worth keeping. `fleeting` have
 * something set but no history: a stranger who moved a fader. `others` are the rest.
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
    // A native client without a token brings a new id at every start. What it set under the old one helps nobody.
    const kept = device.own.length > 0 || withPresets.has(uuid) || (device.verified && touched);
    if (!kept) left.idle.push(device);
    // A record of earlier software does not say whether the device has a history.
    else if (device.regular !== true && device.seen !== undefined) left.fleeting.push(device);
    else left.others.push(device);
  }
  return left;
}

/** A device as clients see it, without its token hash. `connections` are the live ones, which are never stored. */
export function deviceView(reader: Reader, device: DeviceRecord, connections: Connections): Device {
  const { tokenHash: _, seen: _age, regular: __, engineered: ___, code: ____, standsIn, ...open } = device;
  return {
    ...open,
    lock: device.lock ?? null,
    ear: device.ear ?? null,
    claims: device.claims ?? null,
    offer: offerNote(reader, device.uuid),
    mirrors: device.mirrors ?? null,
    standsIn: standsIn === undefined ? null : { for: standsIn.for, name: standsIn.name, until: standsIn.untilAt },
    groups: device.groups ?? [],
    displayName: displayName(device),
    active: connections.mqtt || connections.audio || connections.native,
    connections,
    rev: reader.get('mix', device.uuid)?.rev ?? 0,
  };
}
