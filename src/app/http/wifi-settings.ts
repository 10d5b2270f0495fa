/**
 * The Wi-Fi settings that an engineer may change, and their present values. The service can neither read nor write
 * the settings file. It leaves lines of changes, which the system merges, and reads the values that the system
 * reports (never a password). Values are text, as in the file. Any thread; files are small and read on request.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WifiSettings } from '../../wire/answers.js';

/**
 * Settings of the Wi-Fi and what they take. None may contain a
 * line break, which would end the line in the settings file.
 */
const SETTINGS: Readonly<Record<string, { readonly pattern: RegExp; readonly allowed: string }>> = {
  mode: { pattern: /^(access-point|join|off)$/, allowed: 'access-point, join or off' },
  country: { pattern: /^[A-Z]{2}$/, allowed: 'two capital letters (ISO 3166)' },
  band: { pattern: /^(5|2\.4)$/, allowed: '5 or 2.4 (GHz)' },
  channel: { pattern: /^(auto|[1-9]\d{0,2})$/, allowed: 'auto or a channel number' },
  security: { pattern: /^(wpa3|wpa2)$/, allowed: 'wpa3 (WPA2 phones may join too) or wpa2 (WPA2 only)' },
  join_ssid: { pattern: /^[\x20-\x7e]{1,32}$/, allowed: '1 to 32 characters of ASCII' },
  join_password: {
    pattern: /^([\x20-\x7e]{8,63})?$/,
    allowed: '8 to 63 characters of ASCII, or none for a network without a password',
  },
};

export type WifiChanges = { readonly text: string } | { readonly path: string; readonly allowed: string };

/**
 * The lines for the system, or the path of the faulty value and what it
 * takes. `countries`: those of the radio's rules, where known. Pure.
 */
export function wifiChanges(
  body: Readonly<Record<string, unknown>>,
  countries: readonly string[] | undefined,
): WifiChanges {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(body)) {
    const row = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
    if (row === undefined) return { path: name, allowed: Object.keys(SETTINGS).join(', ') };
    if (typeof value !== 'string' || !row.pattern.test(value)) return { path: name, allowed: row.allowed };
    lines.push(`${name}=${value}\n`);
  }
  if (lines.length === 0) return { path: '', allowed: `one or more of ${Object.keys(SETTINGS).join(', ')}` };
  const { country, band, channel } = body;
  if (typeof country === 'string' && countries !== undefined && !countries.includes(country))
    return { path: 'country', allowed: `a country that the radio's rules know: ${countries.join(' ')}` };
  if (typeof channel === 'string' && channel !== 'auto') {
    const number = Number(channel);
    if (band === '2.4' && number > 13) return { path: 'channel', allowed: 'auto or 1 to 13 on 2.4 GHz' };
    if (band === '5' && number < 36) return { path: 'channel', allowed: 'auto or 36 to 165 on 5 GHz' };
  }
  return { text: lines.join('') };
}

/** The present settings as the system reports them; undefined without a report. */
export function wifiSettings(stateFolder: string): WifiSettings | undefined {
  try {
    const lines = readFileSync(join(stateFolder, 'wifi-settings'), 'utf8').matchAll(/^(\w+)=(.*)$/gm);
    return Object.fromEntries(
      [...lines].map(([, name, value]) => [name, name === 'join_password_set' ? value === 'yes' : value!]),
    ) as unknown as WifiSettings;
  } catch {
    return undefined;
  }
}

/**
 * After the header, each entry is two letters and the offset of the country's
 * rules; two zero bytes end the list. "00" is the world's own entry.
 */
const HEAD = 8;
const ENTRY = 4;

/** Countries in the kernel's radio rules (`regulatory.db`); undefined without that file. */
export function knownCountries(file: string): readonly string[] | undefined {
  let rules: Buffer;
  try {
    rules = readFileSync(file);
  } catch {
    return undefined;
  }
  if (rules.toString('latin1', 0, 4) !== 'RGDB') return undefined;
  const countries: string[] = [];
  for (let at = HEAD; at + ENTRY <= rules.length && rules.readUInt16BE(at) !== 0; at += ENTRY) {
    const country = rules.toString('latin1', at, at + 2);
    if (/^[A-Z]{2}$/.test(country)) countries.push(country);
  }
  return countries.sort();
}
