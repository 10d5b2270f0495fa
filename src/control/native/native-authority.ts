/** Answers the audio side: who may listen, to which mix, and the mix changes of native clients. */
import type {
  ListenerAuthority,
  NativeGrant,
  NativeHello,
  NativeMixChange,
  Refusal,
  WebGrant,
} from '../../audio/engine-api.js';
import { asControlError, ControlError } from '../../wire/errors.js';
import { isId } from '../../wire/limits.js';
import type { Change, Mix } from '../../wire/mix.js';
import { cleanName } from '../../wire/names.js';
import type { Door } from '../commands/door.js';
import { deviceId } from '../devices/device-ids.js';
import type { Live } from '../devices/live.js';
import { cameBack, deviceOf, displayName, register } from '../devices/registry.js';
import { standingOf } from '../devices/standing.js';
import { tokenFits } from '../devices/tokens.js';
import { playedMix } from '../mix/audition.js';
import { effectiveMix, trimFactor } from '../mix/channels.js';
import { parseSet } from '../mix/mix-command.js';
import { changeMix, firstMix } from '../mix/mixes.js';
import { playsMixOf } from '../mix/shared.js';
import type { Newcomers } from '../presence/newcomers.js';
import type { BoxNow } from '../publish/box-now.js';
import { type Actor, THE_BOX } from '../state/draft.js';
import type { DeviceRecord, State } from '../state/state.js';
import type { Ticket } from '../store/saver.js';

export interface AuthorityParts {
  readonly state: State;
  readonly door: Door;
  readonly newcomers: Newcomers;
  readonly channels: () => number;
  readonly live: Pick<Live, 'count'>;
  readonly now: Pick<BoxNow, 'allowUnverified'>;
  /** How long the answer to a native client waits for the disk, ms. */
  readonly patienceMs: number;
}

const NATIVE_TYPE = 'android';

function refuse(status: Refusal['status'], code: string, message: string): Refusal {
  return { ok: false, status, code, message };
}

/** Waits until the change is on disk, the disk is in trouble, or `limitMs` is over. The change stays in force. */
async function saved(ticket: Ticket, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([ticket.durable, ticket.settled, limit]);
  clearTimeout(timer);
}

export function createAuthority(parts: AuthorityParts): ListenerAuthority {
  return {
    authorizeWeb: (request) => authorizeWeb(parts, request),
    authorizeNative: (hello) => authorizeNative(parts, hello),
    changeNativeMix: (uuid, change) => changeNativeMix(parts, uuid, change),
    mixOf: (uuid) => soundingMix(parts, uuid),
    standingOf: (uuid) => standingOf(parts.state, uuid),
    clientsConnected: () => parts.live.count,
  };
}

function soundingMix({ state, channels }: AuthorityParts, uuid: string): Mix | undefined {
  const mix = playedMix(state, uuid, channels());
  return mix && effectiveMix(state, mix, channels());
}

async function authorizeWeb(
  { state }: AuthorityParts,
  { device, token, mix }: Parameters<ListenerAuthority['authorizeWeb']>[0],
): Promise<WebGrant | Refusal> {
  const known = isId(device) ? state.get('device', device) : undefined;
  if (!known || !tokenFits(token, known.tokenHash))
    return refuse(401, 'no_token', 'the device or its token is not known here');
  const wanted = mix === undefined || mix === '' ? device : mix;
  if (wanted !== device && known.role !== 'engineer')
    return refuse(403, 'forbidden', 'only an engineer may hear somebody else’s mix');
  if (!isId(wanted) || !state.get('mix', wanted)) return refuse(404, 'no_such_device', 'no such mix');
  return { ok: true, device, mix: wanted };
}

async function authorizeNative(parts: AuthorityParts, hello: NativeHello): Promise<NativeGrant | Refusal> {
  const { state } = parts;
  const uuid = hello.deviceUuid ?? hello.clientId;
  try {
    deviceId(uuid, hello.deviceUuid === undefined ? 'client_id' : 'device_uuid');
  } catch (error) {
    return refuse(400, 'bad_uuid', asControlError(error).message);
  }
  const known = state.get('device', uuid);
  const refused = refusedToken(parts, hello, known);
  if (refused) return refused;
  const restored = known !== undefined;
  try {
    if (!restored) parts.newcomers.admit(hello.address, performance.now());
  } catch (error) {
    return refuse(503, 'busy', asControlError(error).message);
  }
  enter(parts, hello, uuid, known);
  const mix = soundingMix(parts, uuid);
  if (!mix) return refuse(404, 'no_such_device', 'the device was removed meanwhile');
  const verified = known?.tokenHash !== undefined && known.tokenHash !== null;
  return { ok: true, device: uuid, reconnection: restored, restored, verified, mix };
}

async function changeNativeMix(
  parts: AuthorityParts,
  uuid: string,
  change: NativeMixChange,
): Promise<{ ok: true; mix: Mix } | Refusal> {
  const { state, door } = parts;
  try {
    const device = deviceOf(state, uuid);
    const actor: Actor = { uuid, name: displayName(device), role: device.role, source: NATIVE_TYPE };
    const set = parseSet(asMixSet(change, parts.channels(), state), parts.channels());
    const { ticket } = door.apply(actor, (draft) => changeMix(draft, playsMixOf(draft, uuid), set, 'set'));
    await saved(ticket, parts.patienceMs);
    const mix = soundingMix(parts, uuid);
    if (!mix) throw new ControlError('no_such_device', 'the device was removed meanwhile');
    return { ok: true, mix };
  } catch (error) {
    const { code, message, status } = asControlError(error);
    return refuse(status === 404 || status === 403 || status === 409 ? status : 400, code, message);
  }
}

/** Why a native client may not come in as this device; undefined if it may. */
function refusedToken(
  { now }: AuthorityParts,
  hello: NativeHello,
  known: DeviceRecord | undefined,
): Refusal | undefined {
  if (known?.tokenHash) {
    if (!tokenFits(hello.token ?? '', known.tokenHash))
      return refuse(403, 'uuid_taken', 'this uuid has a token; it cannot be claimed without it');
  } else if (hello.protocolVersion >= 3) {
    return refuse(401, 'no_token', 'protocol 3 needs a device that has joined, and its token');
  } else if (!now.allowUnverified) {
    return refuse(403, 'forbidden', 'the engineer does not admit clients without a token');
  }
  return undefined;
}

/** Registers a native client, or notes that it is back. */
function enter({ door }: AuthorityParts, hello: NativeHello, uuid: string, known: DeviceRecord | undefined): void {
  // The answer promises no saving and carries no token, so it does not wait for the disk. If a power cut loses the
  // registration, the device is registered again when it comes back.
  door.apply(THE_BOX, (draft) => {
    if (known) {
      // Presence is not a change of what people set, so it uses no revision.
      draft.counts = false;
      cameBack(draft, uuid, { address: hello.address, userAgent: hello.userAgent ?? '' });
      return;
    }
    register(draft, {
      uuid,
      type: NATIVE_TYPE,
      name: nameOf(hello, uuid),
      tokenHash: null,
      address: hello.address,
      userAgent: (hello.userAgent ?? '').slice(0, 256),
    });
    firstMix(draft, uuid, true);
  });
}
function nameOf(hello: NativeHello, uuid: string): string {
  try {
    return cleanName(hello.deviceName);
  } catch {
    return `Android ${uuid.slice(0, 4)}`;
  }
}

/** Turns a native change into a `set`. A subscription names the channels to be on, so all others go off. */
function asMixSet(change: NativeMixChange, channels: number, state: State): Change[] {
  const set: Change[] = [];
  if (change.channels) {
    for (const ch of change.channels) set.push({ p: 'on', ch, v: true });
    for (let ch = 0; ch < channels; ch++) if (!change.channels.includes(ch)) set.push({ p: 'on', ch, v: false });
  }
  // Native clients get gains with the trim included, and send gains in the same way.
  for (const [ch, v] of Object.entries(change.gains ?? {}))
    set.push({ p: 'gain', ch: Number(ch), v: v / trimFactor(state, Number(ch)) });
  for (const [ch, v] of Object.entries(change.pans ?? {})) set.push({ p: 'pan', ch: Number(ch), v });
  for (const [ch, v] of Object.entries(change.mutes ?? {})) set.push({ p: 'mute', ch: Number(ch), v });
  if (change.master !== undefined) set.push({ p: 'master', v: change.master });
  return set;
}
