/**
 * Aedes as the broker uses it: its settings, and its questions in the broker's words.
 *
 * Two measured traps shape this. Aedes acknowledges a QoS 1 publish before anything is stored, and it stops reading a
 * client while one of its publishes is being judged. So Aedes never sees commands: it gets a harmless QoS 0 publish to
 * a topic that nobody may subscribe to. The broker writes the acknowledgement, in order, once the change is durable.
 */
import { Aedes, type Client } from 'aedes';
import { NO_EMITTER, nothingRetained } from './fan-out.js';

export type AnyPublish = Parameters<Aedes['authorizePublish']>[1];
export type Done = (error?: Error | null) => void;

/** Return code of a CONNACK, MQTT 3.1.1 table 3.1. */
export const SERVER_UNAVAILABLE = 3;
/** The topic that Aedes sees instead of a command's: nobody may subscribe below `$`. */
const NOWHERE = '$box/nowhere';
/** How long a connection may take to log in, ms. */
const LOGIN_MS = 5000;

/** What Aedes asks and reports. None of these may throw. */
export interface AedesHandlers {
  /** Returns 0, or the CONNACK's return code of a refusal. */
  login(client: Client, username: string, password: string): number;
  maySubscribe(client: Client | null, filter: string): boolean;
  subscribed(client: Client, filters: string[]): void;
  unsubscribed(client: Client, filters: string[]): void;
  /** The CONNACK was sent. */
  ready(client: Client): void;
  /** A client's publish, which `takenOut` keeps from Aedes. `done` continues with the next one. */
  published(client: Client | null, packet: AnyPublish, done: Done): void;
}

/** @param ownFanOut the broker sends to subscribers by itself. */
export function createAedes(ownFanOut: boolean): Aedes {
  const aedes = new Aedes({
    // No limit: with a limit, packets overtake each other in a full queue and vanish as duplicates.
    concurrency: 0,
    drainTimeout: 1000,
    connectTimeout: LOGIN_MS,
    heartbeatInterval: 3_600_000,
    ...(ownFanOut ? { mq: NO_EMITTER } : {}),
  });
  // A client that breaks the protocol is closed; nobody needs to know more.
  aedes.on('clientError', () => {});
  aedes.on('connectionError', () => {});
  return aedes;
}

/** Opens Aedes, which makes its store of retained messages. With `ownFanOut` nothing is retained. */
export async function listenAedes(aedes: Aedes, ownFanOut: boolean): Promise<void> {
  await aedes.listen();
  if (!ownFanOut) return;
  (
    aedes as unknown as Aedes & { persistence: { createRetainedStreamCombi: unknown } }
  ).persistence.createRetainedStreamCombi = nothingRetained;
}

export function answerAedes(aedes: Aedes, handlers: AedesHandlers): void {
  // No session outlives its connection: a client that missed something subscribes again. The box needs no wills: it
  // knows by itself which devices are here.
  aedes.preConnect = (_client, packet, done) => {
    packet.clean = true;
    delete packet.will;
    done(null, true);
  };
  aedes.authenticate = (client, username, password, done) => {
    const code = handlers.login(client, username ?? '', password?.toString() ?? '');
    if (code === 0) return done(null, true);
    const refusal = Object.assign(new Error('login refused'), { returnCode: code });
    done(refusal as Parameters<typeof done>[0], false);
  };
  aedes.authorizeSubscribe = (client, subscription, done) =>
    done(null, handlers.maySubscribe(client, subscription.topic) ? subscription : null);
  aedes.authorizePublish = (client, packet, done) => handlers.published(client, packet, done);
  aedes.on('subscribe', (subscriptions, client) => {
    const granted = subscriptions.filter(({ qos }) => Number(qos) !== 128).map(({ topic }) => topic);
    handlers.subscribed(client, granted);
  });
  aedes.on('unsubscribe', (filters, client) => handlers.unsubscribed(client, filters));
  aedes.on('clientReady', (client) => handlers.ready(client));
}

/** Takes the content out of a client's publish; Aedes then sees an empty one to nowhere. */
export function takenOut(packet: AnyPublish) {
  const { topic, messageId, qos } = packet;
  const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
  packet.topic = NOWHERE;
  packet.payload = Buffer.alloc(0);
  packet.retain = false;
  return { topic, payload, messageId, qos };
}
