/**
 * Settings and the sound card over HTTP, for engineers. Changes from the desk are checked against the one
 * table and stored in the settings file. Settings given by a flag or the environment stay fixed. Main thread.
 */

import type { SourceDescription } from '../../audio/format.js';
import { listCaptureDevices } from '../../audio/source/alsa.js';
import { describeDemo } from '../../audio/source/demo-band.js';
import { describeSource } from '../../audio/source/describe-source.js';
import { NETWORK_SOURCES, networkSourceFault } from '../../audio/source/network-source.js';
import { CodedError } from '../../base/errors.js';
import type { ApiRoute } from '../../control/http/api.js';
import { errorReply, jsonReply } from '../../net/json-reply.js';
import type { HttpReply } from '../../net/socket-server.js';
import type {
  Setting,
  SettingsAnswer,
  SettingsChanged,
  SourceChanged,
  SourceChoice,
  SourcesAnswer,
} from '../../wire/answers.js';
import { ControlError } from '../../wire/errors.js';
import { saved } from '../http/saved.js';
import { changeSettingsFile } from './own-settings.js';
import { allowedText, type SettingRow } from './setting-row.js';
import { parseValue, type Settings, type SettingValue, textSetting } from './settings.js';
import { SETTINGS, type SettingName } from './settings-table.js';

/** Not changed from the desk: where the box starts decides its files and how the machine is reached. */
const NOT_HERE: ReadonlySet<SettingName> = new Set([
  'data-dir',
  'settings-file',
  'host',
  'engineer-pin',
  'tls-cert',
  'tls-key',
  'source',
]);
const BODY_LIMIT = 16_384;

export interface SettingsParts {
  readonly settings: Settings;
  /** Plays another source from now on. */
  readonly switchSource: (source: SourceDescription) => Promise<void>;
  readonly source: () => SourceDescription;
  /** Whether the mixes of a source, by its spec, come back with it. */
  readonly keepsMixesOf: (spec: string) => boolean;
  /** Applies a setting that needs no restart; `value` is the default after the setting was removed from the file. */
  readonly apply: (name: SettingName, value: SettingValue) => void;
}

/** The routes `/api/settings`, `/api/sources` and `/api/source`. */
export function settingsRoutes(parts: SettingsParts): readonly ApiRoute[] {
  const { settings, source } = parts;
  const changed = new Map<SettingName, SettingValue | null>();
  // The operator may have named any device or file. It can be chosen again, although nobody else could name it.
  const operators = settings.given.has('source') ? source() : undefined;
  return [
    {
      method: 'GET',
      path: '/api/settings',
      access: 'engineer',
      handle: () => jsonReply<SettingsAnswer>({ settings: rows(settings, changed) }),
    },
    {
      method: 'PUT',
      path: '/api/settings',
      access: 'engineer',
      bodyLimit: BODY_LIMIT,
      handle: async ({ json }) => change(await json(), parts, changed),
    },
    {
      method: 'GET',
      path: '/api/sources',
      access: 'engineer',
      handle: () =>
        jsonReply<SourcesAnswer>({ current: source().spec, sources: sources(operators, parts.keepsMixesOf) }),
    },
    {
      method: 'POST',
      path: '/api/source',
      access: 'engineer',
      bodyLimit: BODY_LIMIT,
      handle: async ({ json }) => choose(await json(), parts, operators),
    },
  ];
}

function rows(settings: Settings, changed: ReadonlyMap<SettingName, SettingValue | null>): Setting[] {
  return SETTINGS.filter((row) => !NOT_HERE.has(row.name)).map((row: SettingRow & { name: SettingName }) => ({
    name: row.name,
    // A setting that was removed from the file has its default again.
    value: (changed.has(row.name) ? (changed.get(row.name) ?? row.default) : settings.values.get(row.name)) ?? null,
    default: row.default ?? null,
    kind: row.type.kind,
    ...(row.type.kind === 'choice' ? { choices: row.type.choices } : {}),
    ...(row.type.kind === 'integer' || row.type.kind === 'number' ? { min: row.type.min, max: row.type.max } : {}),
    ...(row.type.kind === 'integer' && row.type.step !== undefined ? { step: row.type.step } : {}),
    allowed: allowedText(row.type),
    unit: row.unit,
    needsRestart: row.needsRestart,
    help: row.help,
    fixed: settings.given.has(row.name),
  }));
}

type Body = Readonly<Record<string, unknown>>;

function change(
  wanted: Body,
  { settings, apply }: SettingsParts,
  changed: Map<SettingName, SettingValue | null>,
): HttpReply {
  const checked = new Map<SettingName, SettingValue | null>();
  for (const [name, raw] of Object.entries(wanted)) {
    const row = SETTINGS.find((each) => each.name === name) as (SettingRow & { name: SettingName }) | undefined;
    if (row === undefined || NOT_HERE.has(row.name))
      return errorReply(400, 'no_such_setting', `${name} is not a setting that is changed here`, { path: name });
    if (settings.given.has(row.name))
      return errorReply(409, 'setting_fixed', `${name} was given at start and cannot be changed here`, { path: name });
    const parsed = raw === null ? undefined : parseValue(row, raw);
    if (parsed !== undefined && !parsed.ok) {
      const allowed = allowedText(row.type);
      throw new ControlError('bad_value', `${name}: it takes ${allowed}`, { path: name, allowed });
    }
    checked.set(row.name, parsed?.value ?? null);
  }
  if (checked.size === 0) throw new ControlError('bad_value', 'the body names no setting');
  saved(() => changeSettingsFile(settings.file, checked));
  for (const [name, value] of checked) changed.set(name, value);
  let restart = false;
  for (const [name, value] of checked) {
    const row: SettingRow = SETTINGS.find((each) => each.name === name)!;
    const inForce = value ?? row.default;
    if (row.needsRestart || inForce === undefined) restart = true;
    else apply(name, inForce);
  }
  return jsonReply<SettingsChanged>({ ok: true, restart });
}

/** The sources to choose from: the sound cards present now, the demo band, and the source named at the start. */
function sources(operators: SourceDescription | undefined, keepsMixesOf: (spec: string) => boolean): SourceChoice[] {
  let cards: SourceChoice[] = [];
  try {
    cards = listCaptureDevices()
      .filter(({ inputs, problem }) => inputs > 0 && problem === '')
      .map(({ device, label, inputs }) => ({ spec: `alsa:${device}`, label: `${label} (${inputs})`, inputs }));
  } catch (error) {
    // No ALSA here; the demo band is still available.
    if (!(error instanceof CodedError)) throw error;
  }
  const choices: SourceChoice[] = [
    ...cards,
    { spec: 'demo', label: 'Demo band', inputs: describeDemo('demo').channels.length },
  ];
  if (operators && !choices.some(({ spec }) => spec === operators.spec))
    choices.unshift({ spec: operators.spec, label: operators.label, inputs: operators.channels.length });
  return choices.map((choice) => ({ ...choice, kept: keepsMixesOf(choice.spec) }));
}

async function choose(
  { spec }: Body,
  parts: SettingsParts,
  operators: SourceDescription | undefined,
): Promise<HttpReply> {
  const folders = [textSetting(parts.settings, 'data-dir')!];
  const fault = operators && spec === operators.spec ? undefined : networkSourceFault(spec, folders);
  if (fault !== undefined)
    throw new ControlError('bad_value', `spec: ${fault}`, { path: 'spec', allowed: NETWORK_SOURCES });
  const notes: string[] = [];
  let source: SourceDescription;
  try {
    source = await describeSource(spec as string, (line) => notes.push(line));
    await parts.switchSource(source);
  } catch (error) {
    if (error instanceof CodedError) return errorReply(400, error.code, error.message, { path: 'spec' });
    throw error;
  }
  const { given, file } = parts.settings;
  if (!given.has('source')) saved(() => changeSettingsFile(file, new Map([['source', source.spec]])));
  return jsonReply<SourceChanged>({ ok: true, source: source.label, notes });
}
