/** The last step of control: the ways in. MQTT, HTTP, native clients, and the questions of the audio side. */
import type { ListenerAuthority } from '../../audio/engine-api.js';
import type { ControlOptions } from '../control-api.js';
import { ClientBudgets } from '../guard/client-budget.js';
import { Api } from '../http/api.js';
import { bandRoutes } from '../http/routes-band.js';
import { coreRoutes } from '../http/routes-core.js';
import { Broker } from '../mqtt/broker.js';
import { mqttRules } from '../mqtt/mqtt-rules.js';
import { createAuthority } from '../native/native-authority.js';
import { NativeTunnels } from '../native/native-tunnels.js';
import { controlStats } from './control-stats.js';
import type { Publishing } from './publishing.js';
import type { Rules } from './rules.js';
import type { Storage } from './storage.js';

export interface Doors {
  readonly budgets: ClientBudgets;
  readonly broker: Broker;
  readonly api: Api;
  readonly authority: ListenerAuthority;
  /** Counters for `/api/health`, `/api/stats` and `/metrics`. */
  readonly stats: () => Record<string, unknown>;
}

/** Opens the MQTT port, and registers MQTT and native clients as outlets. */
export async function openDoors(
  options: ControlOptions,
  storage: Storage,
  publishing: Publishing,
  rules: Rules,
): Promise<Doors> {
  const onFault = storage.faults.sink;
  const { announcer, outlets, now } = publishing;
  const { door, directory } = rules;
  const budgets = new ClientBudgets(onFault);
  const mqtt = mqttRules({ door, directory, announcer, onFault, outlets });
  const { probe, connections } = options;
  const broker = await Broker.create(mqtt, { probe, connections, onFault, budgets });
  const tunnels = new NativeTunnels({
    command: (uuid, topic, payload) => {
      const client = { uuid, address: '', userAgent: '', transport: 'tcp' } as const;
      void mqtt.command(client, topic, { ok: true, body: payload });
    },
    refuse: mqtt.refuse,
    present: (filters, uuid) => announcer.present(filters, uuid),
    budget: (uuid) => budgets.ofDevice(uuid),
    onFault,
  });
  outlets.add(broker);
  outlets.add(tunnels);
  if (options.server) broker.serve(options.server);
  now.mqttPort = await broker.listen(options.host, options.mqttPort);
  const stats = () => controlStats(storage, publishing, rules, broker);
  return {
    budgets,
    broker,
    api: createApi(storage, publishing, rules, budgets, stats),
    authority: {
      ...createAuthority({ ...rules, ...publishing, state: storage.keeper.state, patienceMs: storage.slowMs }),
      openControl: (uuid, say) => tunnels.open(uuid, say),
    },
    stats,
  };
}

function createApi(
  { keeper, clock, engineerPin, notes, faults }: Storage,
  { live, bodies, about, channels }: Publishing,
  { door, directory, tokens, housekeeping }: Rules,
  budgets: ClientBudgets,
  stats: () => Record<string, unknown>,
): Api {
  const parts = {
    state: keeper.state,
    door,
    directory,
    live,
    bodies,
    about,
    housekeeping,
    channels,
    clock,
    engineerPin,
    note: notes.note,
    stats,
  };
  return new Api({
    routes: [...coreRoutes(parts), ...bandRoutes(parts)],
    byToken: (token) => tokens.device(token),
    budgets,
    onFault: (error) => faults.sink('HTTP', error),
  });
}
