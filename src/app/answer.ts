/** Hands every HTTP request to the part of the box that answers it. */
import { fileURLToPath } from 'node:url';
import type { SourceDescription } from '../audio/format.js';
import type { HttpReply, HttpRequest } from '../net/socket-server.js';
import type { AppOptions } from './app-options.js';
import { AwaitedSource } from './awaited-source.js';
import { Health } from './health.js';
import { createLabelPage } from './label-page.js';
import { Machine } from './machine.js';
import type { MdnsFigures } from './network/mdns.js';
import { PageFiles } from './page-files.js';
import type { Parts } from './parts.js';
import type { Servers } from './servers.js';
import { textSetting } from './settings.js';
import { createSettingsApi } from './settings-api.js';
import { createSystemApi } from './system-api.js';

const PAGE_FOLDER = fileURLToPath(new URL('../../web', import.meta.url));

/** Figures of parts that may be absent. */
export interface Figures {
  mdns: (() => MdnsFigures) | undefined;
}

/** Answers every HTTP request: captive portal, label, health, settings, system, control, and the page's files. */
export function createAnswer(
  options: AppOptions,
  servers: Servers,
  parts: Parts,
  figures: Figures,
): (request: HttpRequest) => Promise<HttpReply> {
  const { control } = parts;
  const page = new PageFiles(PAGE_FOLDER);
  const health = createHealth(options, parts, figures);
  const roleOf = async (request: HttpRequest) => control.bearer(request.header('authorization'))?.role;
  const settingsApi = createSources(options, parts, roleOf);
  const systemApi = createSystemApi({ roleOf });
  const label = createLabelPage({ engineerPin: () => control.engineerPin });
  return async (request) => {
    const turned = servers.captive?.own(request) ?? label(request);
    if (turned) return turned;
    // Requests for control take their turn inside control.
    const refused = controls(request.path) ? undefined : await control.turn(request);
    if (refused) return refused;
    const figured = health.answer(request);
    if (figured) return figured;
    return (
      (await settingsApi(request)) ?? (await systemApi(request)) ?? (await control.http(request)) ?? page.reply(request)
    );
  };
}

function createHealth(
  { settings, version, life }: AppOptions,
  { control, engine, liveness }: Parts,
  figures: Figures,
): Health {
  const machine = new Machine({ dataDir: textSetting(settings, 'data-dir')! });
  const health = new Health({
    version,
    engine: () => engine,
    control: () => control.stats(),
    machine: () => machine.figures(),
    mdns: () => figures.mdns?.(),
    threads: () => liveness.figures(),
    who: (request) => control.bearer(request.header('authorization')),
  });
  life.started('health', 100, () => {
    health.stop();
    machine.stop();
  });
  return health;
}

/** What plays: the source of the settings, silence until that source appears, or what the engineer chooses. */
function createSources(
  { settings, source, life, log }: AppOptions,
  { control, engine }: Parts,
  roleOf: (request: HttpRequest) => Promise<string | undefined>,
): ReturnType<typeof createSettingsApi> {
  let playing = source;
  const play = async (next: SourceDescription): Promise<void> => {
    await engine.switchSource(next);
    playing = next;
    control.setSource(next);
  };
  const awaited = source.kind === 'silence' ? new AwaitedSource(source.spec, { play, log }) : undefined;
  life.started('the awaited source', 100, () => awaited?.stop());
  return createSettingsApi({
    settings,
    roleOf,
    source: () => playing,
    apply: (name, value) => {
      if (name === 'native-clients') control.admitUnverified(value === 'allow');
    },
    switchSource: async (next) => {
      await play(next);
      awaited?.stop();
    },
  });
}

/** Whether control itself serves a path. */
const controls = (path: string): boolean => path.startsWith('/api/') && path !== '/api/health';
