/**
 * Joins a box over HTTP as a device of its own. The device is
 * the same at every call: uuid and token are stored per box.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { makeFolder } from '../control/store/make-folder.js';
import type { ErrorAnswer, JoinAnswer } from '../wire/answers.js';
import type { BoxInfo } from '../wire/messages.js';

export interface JoinedBox {
  readonly host: string;
  readonly name: string;
  readonly nativePort: number;
  readonly sampleRate: number;
  readonly channels: readonly { readonly index: number; readonly name: string }[];
  readonly device: string;
  readonly token: string;
}

/**
 * `keysFile`: JSON of {serial: {uuid, token}}, created when missing, readable only by its
 * owner. Rejects with a message for people when the box cannot be reached or refuses.
 */
export async function joinBox(host: string, webPort: number, keysFile: string, name?: string): Promise<JoinedBox> {
  const base = `http://${host.includes(':') ? `[${host}]` : host}:${webPort}`;
  const about = (await ask(`${base}/api/box`)) as BoxInfo;
  const keys = readKeys(keysFile);
  const known = keys[about.serial];
  const answer = (await ask(`${base}/api/join`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(known === undefined ? {} : { authorization: `Bearer ${known.token}` }),
    },
    body: JSON.stringify({ uuid: known?.uuid, name: name ?? `listen on ${hostname()}`, type: 'listen' }),
  })) as JoinAnswer;
  keys[about.serial] = { uuid: answer.uuid, token: answer.token };
  makeFolder(dirname(keysFile));
  writeFileSync(keysFile, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  const { name: boxName, sampleRate, channels, native } = about;
  return {
    host,
    name: boxName,
    nativePort: native.port,
    sampleRate,
    channels,
    device: answer.uuid,
    token: answer.token,
  };
}

async function ask(url: string, init?: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(5000) });
  } catch {
    throw new Error(`no box answers at ${url}`);
  }
  const body = (await response.json().catch(() => ({}))) as Partial<ErrorAnswer>;
  if (!response.ok) throw new Error(`the box refuses: ${body.error?.message ?? response.status}`);
  return body;
}

function readKeys(file: string): Record<string, { uuid: string; token: string }> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, { uuid: string; token: string }>;
  } catch {
    return {};
  }
}
