/** The broker's clients: a connection before its login, and after it. */
import type { Client } from 'aedes';
import { Acks } from './acks.js';
import type { BrokerClient } from './broker-rules.js';
import type { MqttConnection } from './connection.js';
import type { Intake } from './intake.js';

/** A client that has logged in. */
export interface Entry {
  readonly client: Client;
  readonly connection: MqttConnection;
  readonly info: BrokerClient;
  readonly acks: Acks;
  readonly intake: Intake;
  /** The CONNACK was sent. */
  ready: boolean;
}

/** A connection, with its client once that has logged in. */
export interface Guest {
  readonly intake: Intake;
  entry: Entry | undefined;
}

/** The entry of a client whose login is good. */
export function entryOf(client: Client, connection: MqttConnection, intake: Intake): Entry {
  const { remoteAddress: address, userAgent, kind: transport } = connection.transport;
  const acks = new Acks((packet) => {
    if (!connection.destroyed) connection.write(packet);
  });
  return { client, connection, info: { uuid: client.id, address, userAgent, transport }, acks, intake, ready: false };
}
