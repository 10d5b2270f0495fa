/** What the broker needs from the box. Pure: types only. */

export interface BrokerClient {
  readonly uuid: string;
  readonly address: string;
  readonly userAgent: string;
  readonly transport: 'tcp' | 'ws';
}

/** The box's decisions for the broker. Called on the main thread. */
export interface BrokerRules {
  /** 0 admits the client; otherwise the CONNACK code. */
  login(clientId: string, username: string, password: string): 0 | 2 | 4 | 5;
  /** Handles a client's publish. The acknowledgement waits for the promise, which must not reject. */
  publish(client: BrokerClient, topic: string, payload: Buffer): Promise<void>;
  maySubscribe(client: BrokerClient, filter: string): boolean;
  /** The state that a client gets after its SUBACK, built as it is taken. */
  present(client: BrokerClient, filters: readonly string[]): Iterable<readonly [topic: string, payload: unknown]>;
  connected(client: BrokerClient): void;
  disconnected(client: BrokerClient): void;
  /** The client fell silent (`heard` is false), or is heard again. Its connection is still open. */
  presence(client: BrokerClient, heard: boolean): void;
}

/** `open` makes a plain MQTT broker on the box's transports, for interoperability suites only. */
export type Rules = BrokerRules | 'open';
