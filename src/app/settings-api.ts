/**
 * Settings and the sound card over HTTP, for engineers. Changes from the desk are checked against the one
 * table and stored in the settings file. Settings given by a flag or the environment stay fixed. Main thread.
 */

import type { SourceDescription } from '../audio/format.js';
import { listCaptureDevices } from '../audio/source/alsa.js';
import { describeSource } from '../audio/source/describe-source.js';
import { NETWORK_SOURCES, networkSourceFault } from '../audio/source/network-source.js';
import { AudioError } from '../base/errors.js';
import { asStoreError } from '../control/store/store.js';
import { BodyTooLarge } from '../net/http-message.js';
import type { HttpReply, HttpRequest } from '../net/socket-server.js';
import { changeSettingsFile } from './own-settings.js';
import { parseValue, type Settings, type SettingValue, textSetting } from './settings.js';
import { allowedText, SETTINGS, type SettingName, type SettingRow } from './settings-table.js';

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

export interface SettingsApiParts {
  readonly settings: Settings;
  /** The role behind a request's token; undefined without a valid one. */
  readonly roleOf: (request: HttpRequest) => Promise<string | undefined>;
  /** Plays another source from now on. */
  readonly switchSource: (source: SourceDescription) => Promise<void>;
  readonly source: () => SourceDescription;
  /** Applies a setting that needs no restart; `value` is the default after the setting was removed from the file. */
  readonly apply: (name: SettingName, value: SettingValue) => void;
}

/** Answers `/api/settings`, `/api/sources` and `/api/source`; undefined for every other path. Never throws. */
export function createSettingsApi(parts: SettingsApiParts): (request: HttpRequest) => Promise<HttpReply | undefined> {
  const saved = new Map<SettingName, SettingValue | null>();
  // The operator may have named any device or file. It can be chosen again, although nobody else could name it.
  const operators = parts.settings.given.has('source') ? parts.source() : undefined;
  const routes: Record<string, (request: HttpRequest) => Promise<HttpReply>> = {
    'GET /api/settings': async () => json(200, { settings: rows(parts.settings, saved) }),
    'PUT /api/settings': (request) => change(request, parts, saved),
    'GET /api/sources': async () => json(200, { current: parts.source().spec, sources: sources(operators) }),
    'POST /api/source': (request) => choose(request, parts, operators),
  };
  return async (request) => {
    const route = routes[`${request.method} ${request.path}`];
    if (route === undefined) return undefined;
    try {
      const role = await parts.roleOf(request);
      if (role === undefined) return refusal(401, 'no_token', 'this needs Authorization: Bearer <token>');
      if (role !== 'engineer') return refusal(403, 'forbidden', 'only an engineer may do this');
      return await route(request);
    } catch (error) {
      if (error instanceof BodyTooLarge)
        return refusal(413, 'too_large', `the body may have ${BODY_LIMIT} bytes`, { allowed: BODY_LIMIT });
      if (error instanceof AudioError) return refusal(400, error.code, error.message, { path: 'spec' });
      if (error instanceof SyntaxError) return refusal(400, 'bad_json', 'the body is not one JSON object');
      // An error of the disk, if the system reports one.
      if (typeof (error as NodeJS.ErrnoException).syscall === 'string') {
        const { code, message } = asStoreError(error);
        return refusal(503, code, `not saved: ${message}`);
      }
      return refusal(500, 'write_failed', error instanceof Error ? error.message : String(error));
    }
  };
}

function rows(settings: Settings, saved: ReadonlyMap<SettingName, SettingValue | null>) {
  return SETTINGS.filter((row) => !NOT_HERE.has(row.name)).map((row: SettingRow & { name: SettingName }) => ({
    name: row.name,
    // A setting that was removed from the file has its default again.
    value: (saved.has(row.name) ? (saved.get(row.name) ?? row.default) : settings.values.get(row.name)) ?? null,
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

async function change(
  request: HttpRequest,
  { settings, apply }: SettingsApiParts,
  saved: Map<SettingName, SettingValue | null>,
): Promise<HttpReply> {
  const wanted = await body(request);
  const checked = new Map<SettingName, SettingValue | null>();
  for (const [name, raw] of Object.entries(wanted)) {
    const row = SETTINGS.find((each) => each.name === name) as (SettingRow & { name: SettingName }) | undefined;
    if (row === undefined || NOT_HERE.has(row.name))
      return refusal(400, 'no_such_setting', `${name} is not a setting that is changed here`, { path: name });
    if (settings.given.has(row.name))
      return refusal(409, 'setting_fixed', `${name} was given at start and cannot be changed here`, { path: name });
    const parsed = raw === null ? undefined : parseValue(row, raw);
    if (parsed !== undefined && !parsed.ok) {
      const allowed = allowedText(row.type);
      return refusal(400, 'bad_value', `${name}: it takes ${allowed}`, { path: name, allowed });
    }
    checked.set(row.name, parsed?.value ?? null);
  }
  if (checked.size === 0) return refusal(400, 'bad_value', 'the body names no setting');
  changeSettingsFile(settings.file, checked);
  for (const [name, value] of checked) saved.set(name, value);
  let restart = false;
  for (const [name, value] of checked) {
    const row: SettingRow = SETTINGS.find((each) => each.name === name)!;
    const inForce = value ?? row.default;
    if (row.needsRestart || inForce === undefined) restart = true;
    else apply(name, inForce);
  }
  return json(200, { ok: true, restart });
}

interface Choice {
  readonly spec: string;
  readonly label: string;
}

/** The sources to choose from: the sound cards present now, the demo band, and the source named at the start. */
function sources(operators: SourceDescription | undefined): Choice[] {
  let cards: Choice[] = [];
  try {
    cards = listCaptureDevices()
      .filter(({ inputs, problem }) => inputs > 0 && problem === '')
      .map(({ device, label, inputs }) => ({ spec: `alsa:${device}`, label: `${label} (${inputs})` }));
  } catch (error) {
    // No ALSA here; the demo band is still available.
    if (!(error instanceof AudioError)) throw error;
  }
  const choices = [...cards, { spec: 'demo', label: 'Demo band' }];
  if (operators && !choices.some(({ spec }) => spec === operators.spec))
    choices.unshift({ spec: operators.spec, label: operators.label });
  return choices;
}

async function choose(
  request: HttpRequest,
  parts: SettingsApiParts,
  operators: SourceDescription | undefined,
): Promise<HttpReply> {
  const { spec } = await body(request);
  const folders = [textSetting(parts.settings, 'data-dir')!];
  const fault = operators && spec === operators.spec ? undefined : networkSourceFault(spec, folders);
  if (fault !== undefined)
    return refusal(400, 'bad_value', `spec: ${fault}`, { path: 'spec', allowed: NETWORK_SOURCES });
  const notes: string[] = [];
  const source = await describeSource(spec as string, (line) => notes.push(line));
  await parts.switchSource(source);
  if (!parts.settings.given.has('source')) changeSettingsFile(parts.settings.file, new Map([['source', source.spec]]));
  return json(200, { ok: true, source: source.label, notes });
}

async function body(request: HttpRequest): Promise<Record<string, unknown>> {
  const value: unknown = JSON.parse((await request.body(BODY_LIMIT)).toString('utf8'));
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new SyntaxError('not an object');
  return value as Record<string, unknown>;
}

function json(status: number, content: unknown): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(content),
  };
}

function refusal(
  status: number,
  code: string,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
): HttpReply {
  return json(status, { error: { code, message, ...more } });
}
