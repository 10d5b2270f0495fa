/** What MQTT's topics mean: the broker's rules, spoken by the door, the directory and the announcer. */
import type { Announcer } from './announcer.js';
import type { Broker, BrokerClient, BrokerRules } from './broker/broker.js';
import type { Directory } from './directory.js';
import type { Door, Outcome } from './door.js';
import { replyOf } from './door.js';
import type { Actor } from './draft.js';
import { ControlError } from './errors.js';
import { parseOp } from './ops.js';
import { maySubscribe, parseCommandTopic, topics } from './topics.js';

export interface MqttParts {
  readonly door: Door;
  readonly directory: Directory;
  readonly announcer: Announcer;
  /** Speaks to every client, whatever carries it. */
  readonly broker: () => Pick<Broker, 'publish' | 'send'>;
}

export function mqttRules(parts: MqttParts): BrokerRules {
  const { door, directory, announcer } = parts;

  const refuse = (client: BrokerClient, error: ControlError, op: unknown = null): Promise<void> => {
    parts.broker().publish(topics.reply(client.uuid), { op, ok: false, ...error.toJSON() });
    return Promise.resolve();
  };

  const answer = async (client: BrokerClient, outcome: Outcome): Promise<void> => {
    const topic = topics.reply(client.uuid);
    const reply = replyOf(outcome);
    if (outcome.ok) {
      const trouble = await outcome.ticket.settled;
      if (trouble) {
        parts.broker().publish(topic, { ...reply, durable: false, code: trouble.code, message: trouble.message });
        await outcome.ticket.durable;
      }
    }
    parts.broker().publish(topic, reply);
  };

  return {
    login: (clientId, username, password) => directory.login(clientId, username, password),

    publish(client, topic, payload) {
      const address = parseCommandTopic(topic);
      const body = readJson(payload);
      if (!address) {
        const error = new ControlError('forbidden', 'clients publish only under sb/1/cmd/', { path: 'topic' });
        return refuse(client, error, opOf(body));
      }
      if (body === undefined) return refuse(client, new ControlError('bad_json', 'the payload is not JSON in UTF-8'));
      let actor: Actor;
      try {
        actor = directory.actor(client.uuid);
      } catch (error) {
        return refuse(client, error as ControlError, opOf(body));
      }
      return answer(client, door.execute(actor, address, body));
    },

    maySubscribe: (client, filter) => maySubscribe(client.uuid, filter),

    subscribed(client, filters) {
      for (const [topic, body] of announcer.present(filters, client.uuid))
        parts.broker().send(client.uuid, topic, body);
    },

    connected: (client) => directory.setConnection(client.uuid, 'mqtt', true, client),
    disconnected: (client) => directory.setConnection(client.uuid, 'mqtt', false),
    presence: (client, heard) => directory.setConnection(client.uuid, 'mqtt', heard),
  };
}

/** undefined where it is not JSON in UTF-8, which no JSON text is. */
function readJson(payload: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return undefined;
  }
}

/** The operation id of a command that is refused before it is read: so that its sender knows which. */
function opOf(body: unknown): unknown {
  try {
    return parseOp((body as { op?: unknown }).op);
  } catch {
    return null;
  }
}
