/** The box behind the page: devices, commands and mixes over HTTP, for steps that a test only needs done. */
import type { Box, Device } from '../../harness/box.js';

export type NamedDevice = Device & { readonly name: string };

export async function newDevice(box: Box, name: string): Promise<NamedDevice> {
  return { ...(await box.join(name)), name };
}

/** A device with the engineer's rights. */
export async function newEngineer(box: Box, pin: string, name = 'Desk'): Promise<NamedDevice> {
  const device = await newDevice(box, name);
  const answer = await box.fetch('/api/engineer', {
    method: 'POST',
    body: JSON.stringify({ pin }),
    token: device.token,
  });
  if (!answer.ok) throw new Error(`engineer: ${answer.status}`);
  return device;
}

/** @returns the box's reply. */
export async function command(box: Box, device: Device, topic: string, payload: Record<string, unknown>) {
  const op = `t${Math.random().toString(36).slice(2)}`;
  return (await box.json('/api/command', {
    method: 'POST',
    body: JSON.stringify({ topic, op, ...payload }),
    token: device.token,
  })) as Record<string, unknown>;
}

interface Mix {
  readonly master: number;
  readonly channels: readonly { on: boolean; gain: number; pan: number; mute: boolean; solo: boolean }[];
}

/** The mix as the box has it. */
export async function mixOf(box: Box, reader: Device, uuid = reader.uuid): Promise<Mix> {
  return (await box.json(`/api/devices/${uuid}/mix`, { token: reader.token })) as Mix;
}

/** Whether the box has a channel at this level, dB, within what the page rounds. */
export async function boxHasDb(box: Box, reader: Device, channel: number, db: number): Promise<boolean> {
  const { gain } = (await mixOf(box, reader)).channels[channel]!;
  return Math.abs(20 * Math.log10(gain) - db) < 0.06;
}
