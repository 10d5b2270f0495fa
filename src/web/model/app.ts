/** The page as a whole: which box, which device, which screen. One per page. */
import { computed, effect, signal } from '@preact/signals';
import type { BoxInfo, Device } from '../../wire/messages.js';
import { lockAdmits, type Role } from '../../wire/roles.js';
import { t } from '../i18n/language.js';
import { ApiError, api, useToken } from '../link/api.js';
import { carriedIdentity } from '../link/carried.js';
import { keepIdentity, loadIdentity, renewUuid } from '../link/identity.js';
import type { SocketLike } from '../link/mqtt-client.js';
import { BoxLink } from './box-link.js';
import { noteAnswer, noteTrouble, notify } from './notices.js';
import { noteOthersChange } from './others-changes.js';
import { go, leaveOthersMix, shownMix } from './screen.js';
import { followSession } from './session.js';
import { stripsOf } from './strips.js';

/** `loading` looking for the box · `unreachable` · `busy` it asks to wait · `welcome` first visit · `ready`. */
export type Phase = 'loading' | 'unreachable' | 'busy' | 'welcome' | 'ready';

export const phase = signal<Phase>('loading');
export const box = signal<BoxInfo | undefined>(undefined);
export const link = signal<BoxLink | undefined>(undefined);
export const myName = signal('');
/** The role the box last granted this device; a later list of devices may change it. */
const joinedAs = signal<Role>('musician');
export const isEngineer = computed(() => joinedAs.value === 'engineer');
/** The channels that this musician plays or sings into. */
export const own = computed<readonly number[]>(() => link.value?.me.value?.own ?? []);
/** The owner of the mix on the screen; undefined until the list of devices has arrived. */
export const shownDevice = computed<Device | undefined>(() => {
  const connected = link.value;
  const uuid = shownMix.value ?? connected?.uuid;
  return connected?.devices.value.find((device) => device.uuid === uuid);
});
/** The lock of the mix on the screen, and whether it stops this device from changing the mix. */
export const mixLock = computed(() => {
  const lock = shownDevice.value?.lock ?? null;
  return { lock, keepsOut: !lockAdmits(lock, isEngineer.value ? 'engineer' : 'musician') };
});
/** The strips of the mix on the screen; the owner's own channels come first. */
export const strips = computed(() => {
  const connected = link.value;
  if (connected === undefined) return [];
  return stripsOf(connected.channels.value, connected.channelOrder.value, shownDevice.value?.own ?? []);
});

/** Only engineers may see another device's mix, and only while that device exists. Otherwise the page leaves it. */
effect(() => {
  const connected = link.value;
  const shown = shownMix.value;
  if (phase.value !== 'ready' || connected === undefined || shown === undefined) return;
  const devices = connected.devices.value;
  const there = devices.length === 0 || devices.some((device) => device.uuid === shown);
  if (!isEngineer.value || shown === connected.uuid) leaveOthersMix('mix');
  else if (!there) leaveOthersMix('desk');
});

let token = '';
export const currentToken = () => token;

/** Finds the box and returns under the stored identity. On a first visit the page asks for a name. */
export async function boot(): Promise<void> {
  // The screen stays as it is until the new state is known.
  if (phase.peek() === 'ready') phase.value = 'loading';
  try {
    box.value = await api<BoxInfo>('GET', '/api/box');
  } catch (error) {
    bootLater(error);
    return;
  }
  const carried = carriedIdentity(location.hash);
  if (carried !== undefined) {
    history.replaceState(null, '', `${location.pathname}${location.search}#/`);
    // A returning device skips the welcome and keeps its identity.
    if (loadIdentity(box.value.serial).token === undefined) keepIdentity(box.value.serial, carried);
  }
  const identity = loadIdentity(box.value.serial);
  myName.value = identity.name;
  if (identity.token === undefined || identity.name === '') {
    phase.value = 'welcome';
    return;
  }
  try {
    await enter(identity.name);
  } catch (error) {
    const refused = error instanceof ApiError && error.status >= 400 && error.againMs === undefined;
    if (refused) phase.value = 'welcome';
    else bootLater(error);
  }
}

/** The box does not answer, or asks to wait. Shows which of the two, and retries by itself. */
function bootLater(error: unknown): void {
  const againMs = error instanceof ApiError ? error.againMs : undefined;
  phase.value = againMs === undefined ? 'unreachable' : 'busy';
  setTimeout(boot, againMs ?? 2000);
}

/** Joins the box and opens the connection. If the uuid belongs to another device on this box, takes a new uuid. */
export async function enter(name: string): Promise<void> {
  const found = box.value;
  if (found === undefined) return;
  const identity = loadIdentity(found.serial);
  useToken(identity.token);
  const ask = (uuid: string) =>
    api<{ uuid: string; token: string; role: Role }>('POST', '/api/join', { uuid, name, type: 'web' });
  const joined = await ask(identity.uuid).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 409) return ask(renewUuid());
    throw error;
  });
  token = joined.token;
  joinedAs.value = joined.role;
  myName.value = name;
  useToken(token);
  keepIdentity(found.serial, { uuid: joined.uuid, token, name });
  open(found, joined.uuid);
  phase.value = 'ready';
}

let unfollow: () => void = () => undefined;
/** Serial of the box that `link` connects to. */
let linkedTo = '';

function open(found: BoxInfo, uuid: string): void {
  // Same device, same box, but the box lost this device and issued a new
  // token. Keeping the link lets the page give back what it knows of its mix.
  if (link.value?.uuid === uuid && linkedTo === found.serial) {
    link.value.connect();
    return;
  }
  linkedTo = found.serial;
  link.value?.close();
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const made = new BoxLink({
    box: found,
    uuid,
    token: () => token,
    answers: () =>
      api('GET', '/api/box').then(
        () => true,
        () => false,
      ),
    open: () => new WebSocket(`${scheme}://${location.host}/mqtt`, 'mqtt') as unknown as SocketLike,
  });
  made.onTrouble = noteTrouble;
  made.onAskEnded = noteAnswer;
  made.onOthersChange = (mix, delta) => noteOthersChange(made, mix, delta);
  made.mix(uuid);
  made.me.subscribe((me) => {
    if (me !== undefined) becameBySomebody(me.role);
  });
  link.value = made;
  unfollow();
  unfollow = followSession(made);
  made.connect();
  made.state.subscribe((state) => {
    // The box does not know the token (another box at the same address, or a lost store): join again.
    if (state === 'refused') setTimeout(() => void rejoin(), 300);
  });
}

/** Renames this device, here and on the box. */
export async function rename(name: string): Promise<void> {
  const connected = link.value;
  const serial = box.value?.serial;
  if (connected === undefined || serial === undefined) return;
  await connected.command(`device/${connected.uuid}`, { action: 'rename', name });
  myName.value = name;
  keepIdentity(serial, { uuid: connected.uuid, token, name });
}

/** This page itself is asking for another role, so a change of role is no news. */
let changingRole = false;

/** Sends the PIN to the box; throws the box's `ApiError`. */
export async function becomeEngineer(pin: string): Promise<void> {
  changingRole = true;
  try {
    const answer = await api<{ role: Role }>('POST', '/api/engineer', { pin });
    joinedAs.value = answer.role;
  } finally {
    changingRole = false;
  }
}

export async function becomeMusician(): Promise<void> {
  changingRole = true;
  try {
    await api('DELETE', '/api/engineer');
    joinedAs.value = 'musician';
  } finally {
    changingRole = false;
  }
}

/** Somebody else gave this device the desk, or took it away. Shows a notice, since buttons appear or vanish. */
function becameBySomebody(role: Role): void {
  if (role === joinedAs.peek()) return;
  joinedAs.value = role;
  if (changingRole) return;
  if (role === 'engineer')
    notify(t('madeEngineer'), { ms: 10_000, action: { label: t('toDesk'), run: () => go('desk') } });
  else notify(t('madeMusician'), { ms: 10_000 });
}

let rejoining = false;
async function rejoin(): Promise<void> {
  if (rejoining) return;
  rejoining = true;
  try {
    box.value = await api<BoxInfo>('GET', '/api/box');
    await enter(myName.value);
  } catch {
    setTimeout(() => void rejoin(), 2000);
  } finally {
    rejoining = false;
  }
}

/** A phone that wakes up or finds its Wi-Fi again retries at once. */
function hurry(): void {
  if (!document.hidden && link.value?.state.peek() === 'waiting') link.value.connect();
}
document.addEventListener('visibilitychange', hurry);
window.addEventListener('online', hurry);
window.addEventListener('pageshow', hurry);
