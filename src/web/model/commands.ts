/** Commands of this page that wait for the box's answer. */
import type { Reply } from '../../wire/messages.js';
import type { Clock } from '../sync/outbox.js';

/** The box refused a command. */
class CommandRefused extends Error {
  readonly code: string;
  readonly reply: Reply;
  constructor(reply: Reply) {
    super(reply.message ?? reply.code ?? 'refused');
    this.code = reply.code ?? 'refused';
    this.reply = reply;
  }
}

/** The box ends a connection that is silent for this long, ms. An answer that has not come by then never comes. */
const ANSWER_WITHIN_MS = 5000;

export const unreachable = () =>
  new CommandRefused({ op: '', ok: false, code: 'unreachable', message: 'the box does not answer' });

interface Waiting {
  /** Number of the MQTT packet that carried the command. */
  readonly packet: number;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: CommandRefused) => void;
}

export interface CommandsOptions {
  readonly clock: Clock;
  /** Publishes a command; `topic` without `sb/1/cmd/`. Returns the number of its packet. */
  readonly publish: (topic: string, payload: unknown) => number;
  /** The packet need not be sent again. */
  readonly settle: (packet: number) => void;
  /** A command is in force, but not on the box's disk. */
  readonly onUnsaved: (reply: Reply) => void;
}

export class Commands {
  readonly #options: CommandsOptions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #prefix = `p${Math.random().toString(36).slice(2, 9)}`;
  #ops = 0;

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  /** A name that no other command of this page has. */
  newOp(): string {
    return `${this.#prefix}-${++this.#ops}`;
  }

  /** Publishes a command. Calls `resolve` or `reject` once the answer is read, in the order of the box's messages. */
  send(
    topic: string,
    payload: Readonly<Record<string, unknown>>,
    op: string,
    resolve: Waiting['resolve'],
    reject: Waiting['reject'],
  ): void {
    const packet = this.#options.publish(topic, { ...payload, op });
    this.#waiting.set(op, { packet, resolve, reject });
  }

  /** Waits for the answer as long as it takes. Rejects with `CommandRefused`. */
  sendAnytime(topic: string, payload: Readonly<Record<string, unknown>>, op = this.newOp()): Promise<Reply> {
    return new Promise((resolve, reject) => this.send(topic, payload, op, resolve, reject));
  }

  /** As `sendAnytime`; without an answer in time it rejects with the code `unreachable`, and the command is dropped. */
  sendNow(topic: string, payload: Readonly<Record<string, unknown>>): Promise<Reply> {
    const op = this.newOp();
    const answer = this.sendAnytime(topic, payload, op);
    this.#options.clock.after(ANSWER_WITHIN_MS, () => {
      const waiting = this.#waiting.get(op);
      if (waiting === undefined) return;
      this.#waiting.delete(op);
      this.#options.settle(waiting.packet);
      waiting.reject(unreachable());
    });
    return answer;
  }

  /** Sends a command whose answer does not matter. */
  sendOnly(topic: string): void {
    this.#options.publish(topic, { op: this.newOp() });
  }

  answered(reply: Reply): void {
    const op = String(reply.op);
    const waiting = this.#waiting.get(op);
    if (waiting === undefined) return;
    this.#waiting.delete(op);
    if (!reply.ok) {
      waiting.reject(new CommandRefused(reply));
      return;
    }
    // In force but not yet on disk: the command counts as done. Sent again after a reconnect, it would undo
    // what others changed since. The reply that reports it as saved may come while this page is offline.
    if (reply.durable === false) {
      this.#options.settle(waiting.packet);
      this.#options.onUnsaved(reply);
    }
    waiting.resolve(reply);
  }
}
