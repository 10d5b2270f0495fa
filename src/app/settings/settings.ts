/**
 * Settings from flags, environment and settings file, checked against the table. All faults are collected and
 * reported together; the caller ends with status 2. Flags win over the environment, the environment over the file.
 */
import { join } from 'node:path';
import { isNetworkSource } from '../../audio/source/network-source.js';
import { readSettingsFile } from './own-settings.js';
import { allowedText, type SettingRow } from './setting-row.js';
import { environmentName, SETTINGS, type SettingName, settingRow } from './settings-table.js';

export type SettingValue = string | number | boolean;

/** Checked values by name; a setting with no value and no default is absent. */
export interface Settings {
  readonly values: ReadonlyMap<SettingName, SettingValue>;
  /** Settings that a flag or the environment gave; the settings file cannot change them. */
  readonly given: ReadonlySet<string>;
  /** Settings from the box's own file; an unusable one is replaced by its default. */
  readonly own: ReadonlySet<SettingName>;
  /** Entries of the box's own file that were left out, one line each. */
  readonly left: readonly string[];
  /** Why the box's own file as a whole could not be used; ends a sentence that begins with its path. */
  readonly unusable: string | undefined;
  /** Path the settings file was, or would be, read from. */
  readonly file: string;
  readonly help: boolean;
  readonly version: boolean;
}

export interface SettingsInput {
  /** Arguments without `node` and the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * `faults` holds one line per fault, each naming the setting
 * and the allowed values; `settings` then holds the valid ones.
 */
export type SettingsResult = { ok: true; settings: Settings } | { ok: false; faults: string[]; settings: Settings };

/** Checks one value; `raw` is a string from a flag or the environment, or a JSON value from the file. */
export function parseValue(row: SettingRow, raw: unknown): { ok: true; value: SettingValue } | { ok: false } {
  const type = row.type;
  switch (type.kind) {
    case 'integer':
    case 'number': {
      const text = typeof raw === 'number' ? String(raw) : raw;
      if (typeof text !== 'string' || !/^[-+]?\d+(\.\d+)?$/.test(text)) return { ok: false };
      const value = Number(text);
      if (value < type.min || value > type.max) return { ok: false };
      if (type.kind === 'integer' && (!Number.isInteger(value) || value % (type.step ?? 1) !== 0)) return { ok: false };
      return { ok: true, value };
    }
    case 'boolean':
      if (raw === true || raw === 'true' || raw === '1' || raw === 'yes' || raw === 'on')
        return { ok: true, value: true };
      if (raw === false || raw === 'false' || raw === '0' || raw === 'no' || raw === 'off')
        return { ok: true, value: false };
      return { ok: false };
    case 'choice':
      return typeof raw === 'string' && type.choices.includes(raw) ? { ok: true, value: raw } : { ok: false };
    case 'text': {
      const text = typeof raw === 'number' ? String(raw) : raw;
      if (typeof text !== 'string' || text.length > 4096 || !type.pattern.test(text)) return { ok: false };
      const value = type.clean ? type.clean(text) : text;
      return value === undefined ? { ok: false } : { ok: true, value };
    }
  }
}

function fault(where: string, row: SettingRow, raw: unknown): string {
  // A list or object is not shown: nested a thousand levels deep, it cannot even be turned into text.
  const text =
    typeof raw === 'object' && raw !== null ? (Array.isArray(raw) ? 'a list' : 'an object') : JSON.stringify(raw);
  const shown = row.secret ? 'this value' : text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return `${where}: ${shown} is not allowed; it takes ${allowedText(row.type)}`;
}

/** Splits arguments into name → raw value; a boolean flag may stand alone. */
function readFlags(argv: readonly string[], faults: string[]): Map<string, string> {
  const flags = new Map<string, string>();
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]!;
    const match = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(argument);
    if (!match) {
      faults.push(`${argument}: not a setting; settings look like --web-port 5100 (see --help)`);
      continue;
    }
    const name = match[1]!;
    if (name === 'help' || name === 'version') {
      flags.set(name, 'true');
      continue;
    }
    const row = settingRow(name);
    let value = match[2];
    const next = argv[i + 1];
    if (value === undefined && next !== undefined && !/^--[a-z]/.test(next)) {
      value = next;
      i++;
    }
    if (!row) {
      faults.push(`--${name}: there is no such setting${suggestion(name)} (see --help)`);
      continue;
    }
    if (value === undefined && row.type.kind === 'boolean') value = 'true';
    if (value === undefined) {
      faults.push(`--${name}: a value is missing; it takes ${allowedText(row.type)}`);
      continue;
    }
    flags.set(name, value);
  }
  return flags;
}

/** The nearest known name, for a typing error of one or two letters. */
function suggestion(name: string): string {
  const near = SETTINGS.map((row) => ({ name: row.name, distance: editDistance(name, row.name) })).sort(
    (a, b) => a.distance - b.distance,
  )[0];
  return near && near.distance <= 2 ? `; did you mean --${near.name}?` : '';
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** Most lines about one file, which may have any number of keys. */
const MAX_LINES = 20;

export function readSettings({ argv, env }: SettingsInput): SettingsResult {
  const faults: string[] = [];
  const flags = readFlags(argv, faults);
  const values = new Map<SettingName, SettingValue>();

  const take = (row: SettingRow & { name: SettingName }, where: string, raw: unknown): void => {
    const parsed = parseValue(row, raw);
    if (parsed.ok) values.set(row.name, parsed.value);
    else faults.push(fault(where, row, raw));
  };
  const fromFlagsOrEnvironment = (row: SettingRow & { name: SettingName }): boolean => {
    const flag = flags.get(row.name);
    const variable = env[environmentName(row.name)];
    if (flag !== undefined) take(row, `--${row.name}`, flag);
    else if (variable !== undefined) take(row, environmentName(row.name), variable);
    return flag !== undefined || variable !== undefined;
  };

  for (const row of SETTINGS) {
    if (row.default !== undefined) values.set(row.name, row.default);
  }
  for (const name of Object.keys(env)) {
    if (name.startsWith('STAGEBOX_') && !SETTINGS.some((row) => environmentName(row.name) === name)) {
      faults.push(`${name}: there is no such setting (see --help)`);
    }
  }
  const given = new Set<string>();
  for (const row of SETTINGS) {
    if (fromFlagsOrEnvironment(row)) given.add(row.name);
  }
  const named = given.has('settings-file');
  const file = String(values.get('settings-file') ?? join(String(values.get('data-dir')), 'settings.json'));
  const help = flags.has('help');
  const version = flags.has('version');
  const stored = help || version ? undefined : readSettingsFile(file);
  // A person named this file, so it must exist and be valid. The box's own file never stops the start.
  if (named && stored?.missing) faults.push(`--settings-file: ${file} cannot be read (ENOENT); it takes a JSON file`);
  if (named && stored?.unusable) faults.push(`--settings-file: ${file} ${stored.unusable}`);
  const fromFile: string[] = [];
  const own = new Set<SettingName>();
  for (const [key, raw] of Object.entries(stored?.content ?? {})) {
    const row = SETTINGS.find((known) => known.name === key);
    if (!row || row.name === 'data-dir' || row.name === 'settings-file')
      fromFile.push(
        `${file}: ${JSON.stringify(key.slice(0, 80))} is not a setting that may stand there${suggestion(key)}`,
      );
    else if (!given.has(key)) {
      const parsed = parseValue(row, raw);
      const plain = named || row.name !== 'source' || isOwnSource(raw, String(values.get('data-dir')));
      if (parsed.ok && plain) {
        values.set(row.name, parsed.value);
        own.add(row.name);
      } else if (parsed.ok) fromFile.push(`${fault(`${file}: "${key}"`, row, raw)}; in this file ${OWN_SOURCES}`);
      else fromFile.push(fault(`${file}: "${key}"`, row, raw));
    }
  }
  if (fromFile.length > MAX_LINES)
    fromFile.splice(MAX_LINES, Infinity, `${file}: and ${fromFile.length - MAX_LINES} more`);
  const left = named ? [] : fromFile;
  if (named) {
    faults.push(...fromFile);
    own.clear();
  }
  if (values.has('tls-cert') !== values.has('tls-key')) {
    const [there, missing] = values.has('tls-cert')
      ? (['tls-cert', 'tls-key'] as const)
      : (['tls-key', 'tls-cert'] as const);
    if (own.delete(there)) {
      values.delete(there);
      left.push(`${file}: "${there}" was left out, because there is no ${missing}`);
    } else faults.push(`--${missing}: a value is missing; --tls-cert and --tls-key go together`);
  }
  const unusable = named ? undefined : stored?.unusable;
  const settings = { values, given, own, left, unusable, file, help, version };
  return faults.length > 0 ? { ok: false, faults, settings } : { ok: true, settings };
}

/**
 * Whether the box's own file may name this source. The file may have been written over
 * the network, and ALSA parses a device's name as a language. Allowed are a plain device,
 * a device of the machine's own ALSA configuration, and a file in the box's own folder.
 */
function isOwnSource(spec: unknown, dataDir: string): boolean {
  return typeof spec === 'string' && (PLAIN_DEVICE.test(spec) || isNetworkSource(spec, [dataDir]));
}

/**
 * A name of the ALSA configuration, or a card's device as people write it: `hw:0`, `plughw:1,0`, `default:CARD=X18`.
 */
const PLAIN_DEVICE =
  /^alsa:(?:[A-Za-z][\w-]*|(?:(?:plug)?hw|(?:sys)?default|front|dsnoop):(?:CARD=)?[\w-]{1,32}(?:,(?:DEV=)?\d{1,2}(?:,(?:SUBDEV=)?\d{1,2})?)?)$/;

const OWN_SOURCES =
  'a device is named plainly (hw:CARD=X18,DEV=0, or a name of asound.conf), and a WAV file lies in the data folder';

/** The settings without the values that the box's own file gave for `names`; `why`: one line for each. */
export function withoutOwn(settings: Settings, names: Iterable<SettingName>, why: readonly string[]): Settings {
  const values = new Map(settings.values);
  const own = new Set(settings.own);
  for (const name of names) {
    own.delete(name);
    const { default: usual } = settingRow(name)!;
    if (usual === undefined) values.delete(name);
    else values.set(name, usual);
  }
  return { ...settings, values, own, left: [...settings.left, ...why] };
}

/** Typed reads. A wrong kind is a fault of the program and throws. */
export function textSetting(settings: Settings, name: SettingName): string | undefined {
  const value = settings.values.get(name);
  if (value !== undefined && typeof value !== 'string') throw new TypeError(`setting ${name} is not text`);
  return value;
}
export function numberSetting(settings: Settings, name: SettingName): number {
  const value = settings.values.get(name);
  if (typeof value !== 'number') throw new TypeError(`setting ${name} is not a number`);
  return value;
}
export function booleanSetting(settings: Settings, name: SettingName): boolean {
  const value = settings.values.get(name);
  if (typeof value !== 'boolean') throw new TypeError(`setting ${name} is not a boolean`);
  return value;
}
