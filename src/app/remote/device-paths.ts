/** The devices that a setting names: none, all of a kind that are plugged in, or one by its path. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where the kernel shows the devices of a kind, and how those are called that count. */
export interface DeviceKind {
  readonly folder: string;
  readonly name: RegExp;
}

/** Raw MIDI ports of ALSA. */
export const MIDI: DeviceKind = { folder: '/dev/snd', name: /^midiC\d+D\d+$/ };
/** Keyboards on USB, by a name that stays when they are plugged in again. */
export const KEYBOARDS: DeviceKind = { folder: '/dev/input/by-id', name: /^usb-.*-event-kbd$/ };

export function devicePaths(setting: string, { folder, name }: DeviceKind): string[] {
  if (setting === 'off') return [];
  if (setting !== 'auto') return [setting];
  try {
    return readdirSync(folder)
      .filter((file) => name.test(file))
      .map((file) => join(folder, file));
  } catch {
    // No device of this kind has been plugged in.
    return [];
  }
}
