/**
 * Control messages of native protocol 2: what the existing native client sends,
 * checked, and what the box answers. Pure.
 */

import { leaf, oneOf, orAbsent, record } from '../../../base/schema.js';
import { gainToDb } from '../../../base/units.js';
import { isId } from '../../../wire/limits.js';
import type { Mix, MixChannel } from '../../../wire/mix.js';
import type { NativeHello, NativeMixChange } from '../../engine-api.js';
import { anySolo } from '../../mixer/solo.js';
import { type Checked, checked, fault } from './native-check.js';
import { RAW_CHANNELS, type SampleFormat } from './native-packet.js';

/** A message with its type; `timestamp` is added on sending. */
export type ControlJson = Readonly<Record<string, unknown>> & { readonly type: string };

/** Lowest gain the existing client knows, dB; JSON has no −∞. */
const SILENT_DB = -60;
/** Largest gain, linear. */
const MAX_GAIN = 4;

const id = leaf<string>(isId, '1 to 64 characters of A-Z a-z 0-9 _ -');
const HELLO = record({
  client_id: id,
  device_uuid: orAbsent(id),
  protocol_version: orAbsent(
    leaf<number>((value) => Number.isInteger(value) && (value as number) >= 2, 'a whole number from 2'),
  ),
});

/** Parses the handshake of any client, version 2 or 3. */
export function parseHello(json: Readonly<Record<string, unknown>>, address: string): Checked<NativeHello> {
  const given = checked(HELLO, json);
  if (!given.ok) return given;
  const { client_id, device_uuid, protocol_version } = given.value;
  return {
    ok: true,
    value: {
      clientId: client_id,
      deviceUuid: device_uuid ?? undefined,
      deviceName: text(json.device_name, 64),
      clientType: text(json.client_type, 32) ?? 'android',
      protocolVersion: protocol_version ?? 2,
      userAgent: text(json.user_agent, 256),
      token: text(json.token, 64),
      address,
    },
  };
}

const FORMAT = record({ audio_format: orAbsent(oneOf('int16', 'float32')) });

/** Parses `audio_format`; undefined if the message has none. */
export function parseFormat(json: Readonly<Record<string, unknown>>): Checked<SampleFormat | undefined> {
  const given = checked(FORMAT, json);
  return given.ok ? { ok: true, value: given.value.audio_format ?? undefined } : given;
}

const CHANNELS = leaf<number[]>(
  (value) => Array.isArray(value) && value.length <= 1024 && value.every((one) => Number.isInteger(one) && one >= 0),
  'a list of channel numbers from 0',
);

/**
 * Parses the channels in a `subscribe` or `update_mix`. A client that knows a larger box may name channels that this
 * box lacks, or that do not fit the mask. Those are left out; the confirmation says which are on.
 */
export function parseChannels(value: unknown, inputs: number): Checked<number[]> {
  const given = checked(CHANNELS, value, 'channels');
  if (!given.ok) return given;
  const known = given.value.filter((channel) => channel < Math.min(inputs, RAW_CHANNELS));
  return { ok: true, value: [...new Set(known)].sort((a, b) => a - b) };
}

/** Parses `update_mix`: all or nothing, like any other command. */
export function parseMixChange(json: Readonly<Record<string, unknown>>, inputs: number): Checked<NativeMixChange> {
  const change: { channels?: readonly number[]; gains?: Record<number, number>; pans?: Record<number, number> } = {};
  if (json.channels !== undefined) {
    const channels = parseChannels(json.channels, inputs);
    if (!channels.ok) return channels;
    change.channels = channels.value;
  }
  if (json.gains !== undefined) {
    const gains = numbersByChannel(json.gains, 'gains', 0, MAX_GAIN, inputs);
    if (!gains.ok) return gains;
    change.gains = gains.value;
  }
  if (json.pans !== undefined) {
    const pans = numbersByChannel(json.pans, 'pans', -1, 1, inputs);
    if (!pans.ok) return pans;
    change.pans = pans.value;
  }
  if (Object.keys(change).length === 0) return fault('channels', 'at least one of channels, gains, pans');
  return { ok: true, value: change };
}

/** Bit n = channel n is on; only the first 32 channels fit. */
export function maskOf(mix: Mix, inputs: number): number {
  let mask = 0;
  const count = Math.min(mix.channels.length, inputs, RAW_CHANNELS);
  for (let channel = 0; channel < count; channel++) if (mix.channels[channel]!.on) mask |= 1 << channel;
  return mask >>> 0;
}

/** The whole mix for this client. Mute and solo become gains of 0, because the client applies neither. */
export function mixState(mix: Mix): ControlJson {
  const soloed = anySolo(mix.channels);
  const byChannel = <T>(pick: (strip: MixChannel) => T) =>
    Object.fromEntries(mix.channels.map((strip, index) => [index, pick(strip)]));
  return {
    type: 'mix_state',
    channels: mix.channels.flatMap((strip, index) => (strip.on ? [index] : [])),
    gains: byChannel((strip) => heardGain(strip, soloed)),
    pans: byChannel((strip) => strip.pan),
    mutes: byChannel((strip) => strip.mute),
    master_gain: mix.master,
  };
}

/** One message for each change that another client made. `mix_state` follows and takes precedence. */
export function changesBetween(before: Mix, after: Mix): ControlJson[] {
  const messages: ControlJson[] = [];
  const [soloedBefore, soloedAfter] = [anySolo(before.channels), anySolo(after.channels)];
  after.channels.forEach((strip, channel) => {
    const old = before.channels[channel];
    if (old === undefined) return;
    if (old.on !== strip.on) messages.push({ type: 'channel_update', channel, active: strip.on });
    const gain = heardGain(strip, soloedAfter);
    if (heardGain(old, soloedBefore) === gain && old.pan === strip.pan && old.mute === strip.mute) return;
    messages.push({
      type: 'control_update',
      source: 'web',
      channel,
      gain,
      pan: strip.pan,
      active: strip.on,
      mute: strip.mute,
    });
  });
  if (before.master !== after.master) {
    messages.push({ type: 'master_gain_update', gainDb: Math.max(SILENT_DB, gainToDb(after.master)) });
  }
  return messages;
}

function heardGain(strip: MixChannel, soloed: boolean): number {
  return strip.mute || (soloed && !strip.solo) ? 0 : strip.gain;
}

function numbersByChannel(
  value: unknown,
  path: string,
  min: number,
  max: number,
  inputs: number,
): Checked<Record<number, number>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fault(path, 'numbers by channel');
  const numbers: Record<number, number> = {};
  for (const [key, number] of Object.entries(value)) {
    if (!/^\d{1,2}$/.test(key) || Number(key) >= inputs) return fault(`${path}.${key}`, `channels 0 to ${inputs - 1}`);
    if (typeof number !== 'number' || !(number >= min && number <= max)) {
      return fault(`${path}.${key}`, `${min} to ${max}`);
    }
    numbers[Number(key)] = number;
  }
  return { ok: true, value: numbers };
}

function text(value: unknown, longest: number): string | undefined {
  return typeof value === 'string' && value.length > 0 ? value.slice(0, longest) : undefined;
}
