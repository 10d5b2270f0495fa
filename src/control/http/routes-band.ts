/** HTTP routes for presets, sessions, saved states, the setlist, channels and backups. */
import { renderSVG } from 'uqr';
import { jsonReply, jsonTextReply } from '../../net/json-reply.js';
import type { HttpRequest } from '../../net/socket-server.js';
import type { SessionAnswer } from '../../wire/answers.js';
import { ControlError } from '../../wire/errors.js';
import { sessionCalled, sessionOf } from '../band/sessions.js';
import { mayReadSession } from '../commands/rights.js';
import { deviceOf } from '../devices/registry.js';
import { newId } from '../devices/tokens.js';
import { exportPresets } from '../presets/preset-file.js';
import { archiveText } from '../store/archive.js';
import type { ApiContext, ApiRoute } from './api.js';
import { inPieces } from './pieces.js';
import type { RouteParts } from './routes-core.js';
import { durability, runCommand, unsaved } from './routes-core.js';

/** Largest backup, bytes. A backup of a thousand devices with history has a few tens of megabytes. */
const BACKUP_LIMIT = 128 * 1024 * 1024;
const IMPORT_LIMIT = 2 * 1024 * 1024;

/** The page's address as this client reached it, with what the page is to do there. */
function pageUrl(request: HttpRequest, query: string): string {
  const host = request.header('host');
  if (!/^[A-Za-z0-9.:[\]_-]{1,255}$/.test(host))
    throw new ControlError('bad_value', 'the Host header names no host', { path: 'host' });
  return `http://${host}/?${query}`;
}

/** A QR code of this address. */
const picture = (url: string) => ({
  status: 200,
  headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  body: renderSVG(url, { ecc: 'M', border: 2 }),
});

/** The picture of a code. Who asks knows the code, so it says nothing of any device. */
const codePicture = (kind: 'phone' | 'pass'): ApiRoute => ({
  method: 'GET',
  path: `/api/${kind}-code/:code/qr.svg`,
  access: 'open',
  handle({ request, params }) {
    if (!/^[A-Z0-9]{8}$/.test(params.code!))
      throw new ControlError('wrong_code', 'code must have 8 characters out of A-Z 0-9', { path: 'code' });
    return picture(pageUrl(request, `${kind}=${params.code}`));
  },
});

export function bandRoutes(parts: RouteParts): ApiRoute[] {
  const { state, bodies, directory } = parts;
  const command = (
    kind: string,
    action: string,
    fields: (context: ApiContext) => Promise<Record<string, unknown>> | Record<string, unknown> = () => ({}),
  ) => {
    return async (context: ApiContext) =>
      runCommand(parts, context, { kind, target: context.params.id }, { ...(await fields(context)), action });
  };
  const deviceBody = (uuid: string) => deviceOf(state, uuid).uuid;

  return [
    { method: 'DELETE', path: '/api/mixes', access: 'engineer', handle: command('devices', 'clear') },
    { method: 'DELETE', path: '/api/mixes/:id', access: 'token', handle: command('device', 'clear') },
    { method: 'DELETE', path: '/api/devices/:id', access: 'engineer', handle: command('device', 'forget') },

    {
      method: 'GET',
      path: '/api/presets/:id',
      access: 'token',
      handle: ({ params }) => jsonReply(bodies.presets(deviceBody(params.id!))),
    },
    {
      method: 'POST',
      path: '/api/presets/:id',
      access: 'token',
      bodyLimit: IMPORT_LIMIT,
      async handle(context) {
        return runCommand(parts, context, { kind: 'preset', target: context.params.id }, await context.json());
      },
    },
    {
      method: 'GET',
      path: '/api/presets/:id/export',
      access: 'token',
      handle({ params }) {
        const file = exportPresets(state, deviceBody(params.id!), parts.channels(), parts.clock.now());
        return jsonTextReply(`${JSON.stringify(file, null, 1)}\n`, 200, {
          'content-disposition': `attachment; filename="presets-${params.id}.json"`,
        });
      },
    },
    {
      method: 'POST',
      path: '/api/presets/:id/import',
      access: 'token',
      bodyLimit: IMPORT_LIMIT,
      handle: command('preset', 'import', async (context) => ({ file: await context.json() })),
    },

    { method: 'GET', path: '/api/setlist', access: 'token', handle: () => jsonReply(bodies.setlist()) },
    { method: 'GET', path: '/api/channels', access: 'token', handle: () => jsonReply(bodies.channels()) },
    { method: 'GET', path: '/api/strips', access: 'token', handle: () => jsonReply({ strips: bodies.strips() }) },
    { method: 'GET', path: '/api/asks', access: 'token', handle: () => jsonReply(bodies.asks()) },
    {
      method: 'GET',
      path: '/api/messages',
      access: 'token',
      handle: ({ device }) => jsonReply(bodies.inbox(device!.uuid)),
    },
    { method: 'GET', path: '/api/stats', access: 'token', handle: () => jsonReply(parts.stats()) },

    {
      method: 'POST',
      path: '/api/sessions',
      access: 'token',
      async handle(context) {
        const { name } = await context.json();
        const outcome = parts.door.execute(
          directory.actor(context.device!.uuid),
          { kind: 'session', target: undefined },
          { op: newId(), action: 'create', name },
        );
        if (!outcome.ok) throw outcome.error;
        const { id, name: kept, by, at } = sessionOf(state, outcome.result.id as string);
        return jsonReply({
          id,
          name: kept,
          by,
          at,
          url: pageUrl(context.request, `session=${id}`),
          ...(await unsaved(outcome.ticket)),
        });
      },
    },
    { method: 'GET', path: '/api/sessions', access: 'token', handle: () => jsonReply(bodies.sessions()) },
    {
      method: 'GET',
      path: '/api/sessions/:id',
      access: 'open',
      handle({ params, device }) {
        const { id, name } = sessionCalled(state, params.id!);
        const { count, participants } = bodies.participants(id);
        // Without a token the answer names nobody.
        const names = device ? { participants: participants.map((participant) => ({ name: participant.name })) } : {};
        return jsonReply<SessionAnswer>({ exists: true, id, name, count, ...names });
      },
    },
    {
      method: 'GET',
      path: '/api/sessions/:id/participants',
      access: 'token',
      handle: ({ params }) => jsonReply(bodies.participants(sessionCalled(state, params.id!).id)),
    },
    {
      method: 'GET',
      path: '/api/sessions/:id/messages',
      access: 'token',
      handle({ params, device }) {
        const { id } = sessionCalled(state, params.id!);
        if (!mayReadSession(state, id, device!.uuid))
          throw new ControlError(
            'forbidden',
            'only its participants and engineers read what is said in a session; join it',
          );
        return jsonReply(bodies.messages(id));
      },
    },
    {
      method: 'GET',
      path: '/api/sessions/:id/qr.svg',
      access: 'open',
      handle({ request, params }) {
        return picture(pageUrl(request, `session=${sessionCalled(state, params.id!).id}`));
      },
    },
    codePicture('phone'),
    codePicture('pass'),
    { method: 'POST', path: '/api/sessions/:id/join', access: 'token', handle: command('session', 'join') },
    { method: 'POST', path: '/api/sessions/:id/leave', access: 'token', handle: command('session', 'leave') },
    {
      method: 'POST',
      path: '/api/sessions/:id/messages',
      access: 'token',
      async handle(context) {
        const { text, kind = 'message' } = await context.json();
        if (kind !== 'message' && kind !== 'cue')
          throw new ControlError('bad_value', 'kind is message or cue', { path: 'kind', allowed: ['message', 'cue'] });
        return runCommand(parts, context, { kind: 'session', target: context.params.id }, { action: kind, text });
      },
    },
    { method: 'DELETE', path: '/api/sessions/:id', access: 'token', handle: command('session', 'close') },

    {
      method: 'GET',
      path: '/api/backup',
      access: 'engineer',
      async handle({ more }) {
        const now = parts.clock.now();
        return jsonTextReply(await inPieces(archiveText(state, now), more), 200, {
          'content-disposition': `attachment; filename="stagebox-${new Date(now).toISOString().slice(0, 10)}.json"`,
        });
      },
    },
    {
      method: 'POST',
      path: '/api/restore',
      access: 'engineer',
      bodyLimit: BACKUP_LIMIT,
      async handle(context) {
        const ticket = parts.housekeeping.restoreBackup(await context.json());
        return jsonReply({
          ok: true,
          epoch: state.meta.epoch,
          devices: state.count('device'),
          ...(await durability(ticket)),
        });
      },
    },
  ];
}
