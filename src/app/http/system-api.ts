/**
 * The system under the service, over HTTP, for engineers: firmware from a stick, Wi-Fi,
 * clock, restart, factory reset. The service itself may do none of these. It leaves a request
 * in a folder, which the system carries out (`system/README.md`), and reads the system's
 * reports. Without such a folder, every answer says that this is not the box. Main thread.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiRoute } from '../../control/http/api.js';
import { errorReply, jsonReply } from '../../net/json-reply.js';
import type { SystemAnswer, UpdateReport } from '../../wire/answers.js';
import { ControlError } from '../../wire/errors.js';
import { saved } from './saved.js';
import { knownCountries, wifiChanges, wifiSettings } from './wifi-settings.js';

export interface SystemParts {
  /** The folder with the system's reports; `/run/stagebox` on the box. */
  readonly stateFolder?: string;
  /** The folder for requests; `/run/stagebox-requests` on the box. */
  readonly requestFolder?: string;
  /** The kernel's radio rules, which list the countries. */
  readonly rulesFile?: string;
}

const BODY_LIMIT = 4096;

/** The text of the request's file, or the path of the faulty value and what it takes. */
type Content = { readonly text: string } | { readonly path: string; readonly allowed: string };
type Body = Readonly<Record<string, unknown>>;

/** The requests that an engineer may make of the system. Pure. */
export const SYSTEM_REQUESTS: Readonly<Record<string, (body: Body, countries?: readonly string[]) => Content>> = {
  'install-update': () => ({ text: '' }),
  reboot: () => ({ text: '' }),
  'factory-reset': ({ confirm }) =>
    confirm === 'erase everything' ? { text: '' } : { path: 'confirm', allowed: '"erase everything"' },
  'set-time': ({ seconds }) =>
    Number.isInteger(seconds) && Number(seconds) > 1.6e9 && Number(seconds) < 4_102_444_800
      ? { text: `${String(seconds)}\n` }
      : { path: 'seconds', allowed: 'Unix time in whole seconds, before the year 2100' },
  wifi: wifiChanges,
};

/** `GET /api/system` and `POST /api/system/<request>`. */
export function systemRoutes(parts: SystemParts = {}): readonly ApiRoute[] {
  const state = parts.stateFolder ?? '/run/stagebox';
  const requests = parts.requestFolder ?? '/run/stagebox-requests';
  const rules = parts.rulesFile ?? '/usr/lib/firmware/regulatory.db';
  return [
    {
      method: 'GET',
      path: '/api/system',
      access: 'engineer',
      handle: () => jsonReply(describe(state, requests, rules)),
    },
    {
      method: 'POST',
      path: '/api/system/:verb',
      access: 'engineer',
      bodyLimit: BODY_LIMIT,
      async handle({ params, json }) {
        const verb = params.verb!;
        const check = Object.hasOwn(SYSTEM_REQUESTS, verb) ? SYSTEM_REQUESTS[verb] : undefined;
        if (check === undefined) throw new ControlError('not_found', 'the system takes no such request');
        if (!existsSync(requests))
          return errorReply(409, 'not_the_box', 'this is a program on a computer, not the box');
        const content = check(await json(), verb === 'wifi' ? knownCountries(rules) : undefined);
        if ('path' in content)
          throw new ControlError('bad_value', `${content.path}: it takes ${content.allowed}`, content);
        saved(() => {
          // The system reads only names without a dot: it never sees half a request.
          const fresh = join(requests, `.${verb}.new`);
          writeFileSync(fresh, content.text, { mode: 0o600 });
          renameSync(fresh, join(requests, verb));
        });
        return jsonReply({ ok: true }, 202);
      },
    },
  ];
}

/**
 * The system's state, as far as it reports it. Passwords are included, so that the engineer can show them to the band.
 */
function describe(state: string, requests: string, rules: string): SystemAnswer {
  const read = (name: string): string | undefined => {
    try {
      return readFileSync(join(state, name), 'utf8').trim();
    } catch {
      return undefined;
    }
  };
  const words = (name: string) => {
    const text = read(name);
    if (text === undefined) return undefined;
    const [state = '', ...message] = text.split(' ');
    return { state, message: message.join(' ') };
  };
  let update: SystemAnswer['update'];
  try {
    update = (JSON.parse(read('update.json') ?? 'null') as UpdateReport | null) ?? undefined;
  } catch {
    update = undefined;
  }
  const wifi = Object.fromEntries([...(read('wifi.conf') ?? '').matchAll(/^(\w+)=(.*)$/gm)].map(([, k, v]) => [k, v]));
  const settings = wifiSettings(state);
  return {
    available: existsSync(requests),
    boxId: read('box-id'),
    update,
    data: words('data.state'),
    radio: words('radio.state'),
    health: read('health'),
    ...(Object.keys(wifi).length > 0 ? { wifi: wifi as unknown as SystemAnswer['wifi'] } : {}),
    ...(settings === undefined ? {} : { wifiSettings: settings, wifiCountries: knownCountries(rules) }),
  };
}
