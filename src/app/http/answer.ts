/** Hands every HTTP request to the part of the box that answers it. */
import { fileURLToPath } from 'node:url';
import type { SourceDescription } from '../../audio/format.js';
import type { ApiRoute } from '../../control/http/api.js';
import type { HttpReply, HttpRequest } from '../../net/socket-server.js';
import type { AppOptions } from '../app-options.js';
import { AwaitedSource } from '../awaited-source.js';
import type { MdnsFigures } from '../network/mdns.js';
import type { Parts } from '../parts.js';
import { Machine } from '../process/machine.js';
import type { Servers } from '../servers.js';
import { textSetting } from '../settings/settings.js';
import { settingsRoutes } from '../settings/settings-api.js';
import { Health } from './health.js';
import { createLabelPage } from './label-page.js';
import { PageFiles } from './page-files.js';
import { systemRoutes } from './system-api.js';

const PAGE_FOLDER = fileURLToPath(new URL('../../../web', import.meta.url));

/** Figures of parts that may be absent. */
export interface Figures {
  mdns: (() => MdnsFigures) | undefined;
}

/** Answers every HTTP request: captive portal, label, routes of control and of the app, and the page's files. */
export function createAnswer(
  options: AppOptions,
  servers: Servers,
  parts: Parts,
  figures: Figures,
): (request: HttpRequest) => Promise<HttpReply> {
  const { control } = parts;
  const page = new PageFiles(PAGE_FOLDER);
  control.addRoutes([
    ...createHealth(options, parts, figures).routes(),
    ...createSources(options, parts),
    ...systemRoutes(),
    ...parts.air.routes(),
  ]);
  const label = createLabelPage({ engineerPin: () => control.engineerPin });
  return async (request) =>
    servers.captive?.own(request) ??
    label(request) ??
    (await control.http(request)) ??
    (await control.turn(request)) ??
    page.reply(request);
}

function createHealth(
  { settings, version, life }: AppOptions,
  { control, engine, liveness, air }: Parts,
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
    air: () => air.figures(),
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
  { control, engine, remote }: Parts,
): readonly ApiRoute[] {
  let playing = source;
  const play = async (next: SourceDescription): Promise<void> => {
    await engine.switchSource(next);
    playing = next;
    control.setSource(next);
  };
  const awaited = source.kind === 'silence' ? new AwaitedSource(source.spec, { play, log }) : undefined;
  life.started('the awaited source', 100, () => awaited?.stop());
  return settingsRoutes({
    settings,
    source: () => playing,
    keepsMixesOf: (spec) => control.keepsMixesOf(spec),
    apply: (name, value) => {
      if (name === 'native-clients') control.admitUnverified(value === 'allow');
      if (name === 'pedal' || name === 'midi-in') remote.set(name, String(value));
    },
    switchSource: async (next) => {
      await play(next);
      awaited?.stop();
    },
  });
}
