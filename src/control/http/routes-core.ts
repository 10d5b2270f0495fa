/** HTTP routes for joining, the box itself, devices and their mixes. */

import { jsonReply, jsonTextReply } from '../../net/json-reply.js';
import type { HttpReply } from '../../net/socket-server.js';
import type { HistoryAnswer, JoinAnswer, RoleAnswer, Unsaved } from '../../wire/answers.js';
import { ControlError } from '../../wire/errors.js';
import type { BoxInfo } from '../../wire/messages.js';
import type { TellNote } from '../../wire/note-codes.js';
import { COMMAND_PREFIX, parseCommandTopic } from '../../wire/topics.js';
import type { Door } from '../commands/door.js';
import { replyOf } from '../commands/door.js';
import type { Live } from '../devices/live.js';
import { deviceOf, deviceView, setRole } from '../devices/registry.js';
import { newId } from '../devices/tokens.js';
import { entries, historyView } from '../mix/history.js';
import type { Directory } from '../presence/directory.js';
import type { Housekeeping } from '../presence/housekeeping.js';
import type { AboutBox } from '../publish/about-box.js';
import type { Bodies } from '../publish/bodies.js';
import type { BoxClock } from '../state/box-clock.js';
import { THE_BOX } from '../state/draft.js';
import { newestFirst } from '../state/newest-first.js';
import type { State } from '../state/state.js';
import type { Ticket } from '../store/saver.js';
import type { ApiContext, ApiRoute } from './api.js';
import { EngineerPin } from './engineer-pin.js';
import { inPieces, jsonList } from './pieces.js';

export interface RouteParts {
  readonly state: State;
  readonly door: Door;
  readonly directory: Directory;
  readonly live: Live;
  readonly bodies: Bodies;
  readonly channels: () => number;
  readonly clock: Pick<BoxClock, 'now'>;
  readonly engineerPin: string;
  /** Sends a note to the engineers and the log. */
  readonly note: TellNote;
  readonly about: Pick<AboutBox, 'box'>;
  readonly stats: () => Record<string, unknown>;
  readonly housekeeping: Pick<Housekeeping, 'restoreBackup'>;
}

/** Waits for the disk. If the disk is in trouble, the result has `durable:false` and the reason. */
export async function durability(ticket: Ticket): Promise<Record<string, unknown>> {
  const trouble = await ticket.settled;
  return trouble ? { durable: false, code: trouble.code, message: trouble.message } : { durable: true };
}

/** The same for an answer that says nothing of the disk while all is well. */
export async function unsaved(ticket: Ticket): Promise<Unsaved> {
  const trouble = await ticket.settled;
  return trouble ? { durable: false, code: trouble.code, message: trouble.message } : {};
}

/** Runs a command that came by HTTP. Resolves to its reply, with the fitting status. */
export async function runCommand(
  parts: RouteParts,
  context: ApiContext,
  address: { kind: string; target: string | undefined },
  payload: Readonly<Record<string, unknown>>,
): Promise<HttpReply> {
  const outcome = parts.door.execute(parts.directory.actor(context.device!.uuid), address, { op: newId(), ...payload });
  if (!outcome.ok) throw outcome.error;
  return jsonReply({ ...replyOf(outcome), ...(await durability(outcome.ticket)) });
}

const MAX_HISTORY = 2000;
/** Largest body of a command, which may bring a file. Bytes. */
const COMMAND_LIMIT = 2 * 1024 * 1024;

export function coreRoutes(parts: RouteParts): ApiRoute[] {
  const { state, directory, live, bodies } = parts;
  const pins = new EngineerPin({ pin: parts.engineerPin, note: parts.note });
  const mix = (uuid: string) => {
    deviceOf(state, uuid);
    return bodies.mix(uuid);
  };

  function* ofMix(uuid: string) {
    for (const entry of entries(state, uuid)) yield { uuid, entry };
  }

  return [
    { method: 'GET', path: '/api/box', access: 'open', handle: () => jsonReply<BoxInfo>(parts.about.box()) },
    {
      method: 'POST',
      path: '/api/join',
      access: 'open',
      async handle({ request, token, json: body }) {
        const from = {
          address: request.remoteAddress,
          userAgent: request.header('user-agent').slice(0, 256),
        };
        const { ticket, ...joined } = directory.join(await body(), token, from);
        const trouble = await unsaved(ticket);
        return jsonReply<JoinAnswer>({ ...joined, ...trouble });
      },
    },
    {
      method: 'POST',
      path: '/api/engineer',
      access: 'token',
      async handle({ request, device, token, json: body }) {
        const { pin } = await body();
        pins.check(pin, { device: device!, token, address: request.remoteAddress });
        return roleReply(parts, device!.uuid, 'engineer');
      },
    },
    {
      method: 'DELETE',
      path: '/api/engineer',
      access: 'token',
      handle: ({ device }) => roleReply(parts, device!.uuid, 'musician'),
    },
    {
      method: 'GET',
      path: '/api/me',
      access: 'token',
      handle: ({ device }) => jsonReply(deviceView(state, device!, live.connections(device!.uuid))),
    },
    { method: 'GET', path: '/api/devices', access: 'token', handle: () => jsonReply(bodies.devices()) },
    {
      method: 'GET',
      path: '/api/devices/:uuid',
      access: 'token',
      handle: ({ params }) =>
        jsonReply(deviceView(state, deviceOf(state, params.uuid!), live.connections(params.uuid!))),
    },
    {
      method: 'GET',
      path: '/api/devices/:uuid/mix',
      access: 'token',
      handle: ({ params }) => jsonReply(mix(params.uuid!)),
    },
    {
      method: 'GET',
      path: '/api/mixes',
      access: 'token',
      async handle({ more }) {
        const uuids = [...state.rows('mix')].map(([uuid]) => uuid);
        let count = 0;
        function* mixes() {
          for (const uuid of uuids) {
            const found = bodies.mix(uuid);
            if (!found) continue;
            count++;
            yield found;
          }
        }
        const list = await inPieces(jsonList('[', mixes(), ']'), more);
        return jsonTextReply(`{"count":${count},"mixes":${list}}`);
      },
    },
    { method: 'GET', path: '/api/mixes/:uuid', access: 'token', handle: ({ params }) => jsonReply(mix(params.uuid!)) },
    {
      method: 'GET',
      path: '/api/history',
      access: 'token',
      async handle({ request, more }) {
        const wanted = request.query.get('mix');
        const text = request.query.get('limit') ?? String(MAX_HISTORY);
        if (!/^[1-9]\d{0,8}$/.test(text))
          throw new ControlError('bad_value', `limit is a whole number from 1; ${MAX_HISTORY} is the most`, {
            path: 'limit',
          });
        const limit = Math.min(MAX_HISTORY, Number(text));
        const uuids = wanted === null ? [...state.rows('trail')].map(([uuid]) => uuid) : [deviceOf(state, wanted).uuid];
        function* newest(): Generator<HistoryAnswer['entries'][number]> {
          const lists = uuids.map((uuid) => ofMix(uuid));
          for (const { uuid, entry } of newestFirst(lists, (one) => one.entry.rev, limit))
            yield { uuid, ...historyView(entry), rev: entry.rev };
        }
        const before = `{"now":${parts.clock.now()},"entries":[`;
        return jsonTextReply(await inPieces(jsonList(before, newest(), ']}'), more));
      },
    },
    {
      method: 'POST',
      path: '/api/command',
      access: 'token',
      bodyLimit: COMMAND_LIMIT,
      async handle(context) {
        const { topic, ...payload } = await context.json();
        const address =
          typeof topic === 'string'
            ? parseCommandTopic(topic.startsWith(COMMAND_PREFIX) ? topic : COMMAND_PREFIX + topic)
            : undefined;
        if (!address)
          throw new ControlError('bad_command', 'topic must be a command’s, like mix/<uuid>', { path: 'topic' });
        return runCommand(parts, context, address, payload);
      },
    },
  ];
}

async function roleReply(parts: RouteParts, uuid: string, role: 'engineer' | 'musician'): Promise<HttpReply> {
  const { ticket } = parts.door.apply(THE_BOX, (draft) => setRole(draft, uuid, role));
  return jsonReply<RoleAnswer>({ uuid, role, ...(await unsaved(ticket)) });
}
