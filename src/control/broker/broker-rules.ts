/** What the broker asks of the box. Pure: types only. */

export interface BrokerClient {
  readonly uuid: string;
  readonly address: string;
  readonly userAgent: string;
  readonly transport: 'tcp' | 'ws';
}

/** What the box decides for the broker. All on the main thread. */
export interface BrokerRules {
  /** 0 lets the client in; otherwise the CONNACK code. */
  login(clientId: string, username: string, password: string): 0 | 2 | 4 | 5;
  /** A client's publish. The acknowledgement waits for the promise, which must not reject. */
  publish(client: BrokerClient, topic: string, payload: Buffer): Promise<void>;
  maySubscribe(client: BrokerClient, filter: string): boolean;
  /** What a client is given after its SUBACK: built as it is taken. */
  present(client: BrokerClient, filters: readonly string[]): Iterable<readonly [topic: string, payload: unknown]>;
  connected(client: BrokerClient): void;
  disconnected(client: BrokerClient): void;
  /** Says nothing any more (false), or something again; the connection is open. */
  presence(client: BrokerClient, heard: boolean): void;
}

/** `open` is a plain MQTT broker with the box's transports: for interoperability suites only. */
export type Rules = BrokerRules | 'open';
