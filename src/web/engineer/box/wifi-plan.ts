/** What the desk may ask of the box's Wi-Fi, and what a filled-in form asks for. Pure. */

import type { WifiSettings } from '../../../wire/answers.js';

/** Changes in the form that are not sent yet. `open`: the network to join has no password. */
export type WifiDraft = Partial<Omit<WifiSettings, 'join_password_set'>> & {
  readonly join_password?: string;
  readonly open?: boolean;
};

/**
 * Channels that start at once. On 5 GHz, channels between 48 and 149 first listen
 * for radar for a minute. When radar appears the box leaves them, perhaps in the
 * middle of a song. On 2.4 GHz, phones of some countries do not see 12 and 13.
 */
const CHANNELS: Readonly<Record<WifiSettings['band'], readonly string[]>> = {
  '5': ['36', '40', '44', '48', '149', '153', '157', '161'],
  '2.4': ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'],
};

/** The channels to choose from; a channel that was set by other means stays in the list. */
export function channelsOf(band: WifiSettings['band'], present: string): readonly string[] {
  const channels = ['auto', ...CHANNELS[band]];
  return channels.includes(present) ? channels : [...channels, present];
}

/** The form's next state. A new band resets the channel to `auto`, since a channel belongs to its band. */
export function changed(draft: WifiDraft, change: WifiDraft): WifiDraft {
  return { ...draft, ...(change.band !== undefined ? { channel: 'auto' } : {}), ...change };
}

/**
 * Only the values that differ from the settings; undefined if
 * none does. Values that the mode does not use are left out.
 */
export function wifiRequest(now: WifiSettings, draft: WifiDraft): Readonly<Record<string, string>> | undefined {
  const wanted = { ...now, ...draft };
  const names: readonly (keyof WifiSettings)[] =
    wanted.mode === 'access-point' ? ['mode', 'country', 'band', 'channel', 'security'] : ['mode', 'country'];
  const ask: Record<string, string> = {};
  for (const name of names) if (wanted[name] !== now[name]) ask[name] = String(wanted[name]);
  // The box takes the two together: a channel alone would pick its own band.
  if (ask.band !== undefined || ask.channel !== undefined)
    Object.assign(ask, { band: wanted.band, channel: wanted.channel });
  if (wanted.mode === 'join') {
    // Sent even when it is empty: the box then reports what it accepts.
    if (now.mode !== 'join' || wanted.join_ssid !== now.join_ssid) ask.join_ssid = wanted.join_ssid ?? '';
    const password = isOpen(now, draft) ? '' : draft.join_password;
    if (password !== undefined && (password !== '' || keepsNoPassword(now, draft))) ask.join_password = password;
  }
  return Object.keys(ask).length > 0 ? ask : undefined;
}

/** Whether the network to join has no password. */
export function isOpen(now: WifiSettings, draft: WifiDraft): boolean {
  return draft.open ?? (now.join_ssid !== undefined && !now.join_password_set);
}

/** An empty password would mean an open network. It must be typed, unless the box has that network's password. */
export function lacksPassword(now: WifiSettings, draft: WifiDraft): boolean {
  return (
    (draft.mode ?? now.mode) === 'join' &&
    !isOpen(now, draft) &&
    (draft.join_password ?? '') === '' &&
    keepsNoPassword(now, draft)
  );
}

/** A stored password belongs to the stored network. */
function keepsNoPassword(now: WifiSettings, draft: WifiDraft): boolean {
  return !now.join_password_set || (draft.join_ssid ?? now.join_ssid) !== now.join_ssid;
}
