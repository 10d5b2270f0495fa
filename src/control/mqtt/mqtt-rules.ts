/** The broker's rules: connects MQTT to the door, the directory and the announcer. */

import type { FaultSink } from '../../base/barrier.js';
import { asControlError, ControlError } from '../../wire/errors.js';
import { maySubscribe } from '../../wire/filters.js';
import type { Op, Reply } from '../../wire/messages.js';
import { parseCommandTopic, topics } from '../../wire/topics.js';
import type { Door, Outcome } from '../commands/door.js';
import { replyOf } from '../commands/door.js';
import { type ReadJson, readJson } from '../guard/json-body.js';
import type { Directory } from '../presence/directory.js';
import type { Announcer } from '../publish/announcer.js';
import type { Outlets } from '../publish/outlets.js';
import { parseOp } from '../state/ops.js';
import type { BrokerClient, BrokerRules } from './broker-rules.js';

export interface MqttParts {
  readonly door: Door;
  readonly directory: Directory;
  readonly announcer: Announcer;
  readonly onFault: FaultSink;
  /** Replies go out over every transport. The state for a new MQTT subscriber goes by MQTT alone. */
  readonly outlets: Pick<Outlets, 'publish'>;
}

export interface MqttRules extends BrokerRules {
  /** Handles a publish whose payload was read already. Never rejects. */
  command(client: BrokerClient, topic: string, read: ReadJson): Promise<void>;
  /** Refuses a device's publish. Looks at nothing but its `op`. */
  refuse(uuid: string, body: unknown, error: ControlError): void;
}

export function mqttRules(parts: MqttParts): MqttRules {
  const { door, directory, announcer, onFault } = parts;

  const reply = (uuid: string, message: Reply): void => parts.outlets.publish(topics.reply(uuid), message);

  const refuse = (uuid: string, body: unknown, error: ControlError): void =>
    reply(uuid, { op: opOf(body), ok: false, ...error.toJSON() });

  const answer = async (client: BrokerClient, outcome: Outcome): Promise<void> => {
    const answered = replyOf(outcome);
    if (outcome.ok) {
      const trouble = await outcome.ticket.settled;
      if (trouble) {
        const { code, message } = trouble;
        reply(client.uuid, { ...answered, durable: false, code, message });
        await outcome.ticket.durable;
      }
    }
    reply(client.uuid, answered);
  };

  const judge = async (client: BrokerClient, topic: string, read: ReadJson): Promise<void> => {
    const address = parseCommandTopic(topic);
    if (!address) throw new ControlError('forbidden', 'clients publish only under sb/1/cmd/', { path: 'topic' });
    if (!read.ok) throw read.error;
    await answer(client, door.execute(directory.actor(client.uuid), address, read.body));
  };

  const command = async (client: BrokerClient, topic: string, read: ReadJson): Promise<void> => {
    try {
      await judge(client, topic, read);
    } catch (error) {
      if (!(error instanceof ControlError)) onFault('a command', error);
      refuse(client.uuid, read.body, asControlError(error));
    }
  };

  return {
    login: (clientId, username, password) => directory.login(clientId, username, password),

    publish: (client, topic, payload) => command(client, topic, readJson(payload)),

    command,

    refuse,

    maySubscribe: (client, filter) => maySubscribe(client.uuid, filter),

    present: (client, filters) => announcer.present(filters, client.uuid),

    connected: (client) => directory.setConnection(client.uuid, 'mqtt', true, client),
    disconnected: (client) => directory.setConnection(client.uuid, 'mqtt', false),
    presence: (client, heard) => directory.setConnection(client.uuid, 'mqtt', heard),
  };
}

/** The `op` of a command that is refused unread, so that its sender knows which one it was. */
function opOf(body: unknown): Op | null {
  try {
    return parseOp((body as { op?: unknown }).op);
  } catch {
    return null;
  }
}
