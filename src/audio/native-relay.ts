/**
 * Connects clients of native protocol 3 with control: carries their messages between the
 * stream worker and the authority. Main thread.
 */
import type { ListenerAuthority, NativeControl } from './engine-api.js';
import type { FromStream, ToStream } from './stream/stream-messages.js';

type RelayedMessage = FromStream & {
  type: 'native-publish' | 'native-subscribe' | 'native-unsubscribe' | 'native-gone';
};

export class NativeRelay {
  readonly #authority: ListenerAuthority;
  readonly #send: (message: ToStream) => void;
  readonly #open = new Map<number, NativeControl>();

  constructor(authority: ListenerAuthority, send: (message: ToStream) => void) {
    this.#authority = authority;
    this.#send = send;
  }

  /** Opens control for a connection that was let in as this device. */
  open(connection: number, device: string): void {
    const control = this.#authority.openControl?.(device, (topic, payload) =>
      this.#send({ type: 'native-say', connection, topic, payload }),
    );
    if (control !== undefined) this.#open.set(connection, control);
  }

  heard(message: RelayedMessage): void {
    const { connection } = message;
    const control = this.#open.get(connection);
    if (control === undefined) return;
    if (message.type === 'native-publish') control.publish(message.topic, message.payload);
    else if (message.type === 'native-subscribe') this.#subscribe(connection, control, message.topics);
    else if (message.type === 'native-unsubscribe') control.unsubscribe(message.topics);
    else {
      control.close();
      this.#open.delete(connection);
    }
  }

  #subscribe(connection: number, control: NativeControl, topics: readonly string[]): void {
    const { refused, state } = control.subscribe(topics);
    this.#send({
      type: 'native-subscribed',
      connection,
      topics: topics.filter((one) => !refused.includes(one)),
      refused,
    });
    for (const [topic, payload] of state) this.#send({ type: 'native-say', connection, topic, payload });
  }
}
