/**
 * One TCP connection of a native client: greeting → asking → live → closed. Everything it sends is checked here; a
 * stream that is out of step is closed, never resynchronised. Stream worker only.
 */
import type { Socket } from 'node:net';
import { barrier, type FaultSink } from '../barrier.js';
import { monotonicMs } from '../clock.js';
import type { NativeHello } from '../engine-api.js';
import { TokenBucket } from '../token-bucket.js';
import { plainAddress } from './http-message.js';
import { NativeOutlet } from './native-outlet.js';
import { CLIENT_LIMITS, encodeControl, type NativeFaultCode, NativeParser, parseControl } from './native-packet.js';
import type { NativeSession } from './native-session.js';
import { parseHello } from './native-v2-messages.js';

/** Malformed control messages (in well-formed packets) that are forgiven. */
const FORGIVEN = 16;

/** Messages of one client that are heard in one turn of the loop: between them everybody's sound goes out. */
const PER_TURN = 8;
/**
 * Messages of one client that are heard at once after a silence, and in a second: who is over it is not refused but
 * read later.
 */
export const MESSAGES = { burst: 100, perSecond: 400 };

/** How long a client may take to read the box's last word, ms. */
const FAREWELL_MS = 500;

export type ConnectionFault =
  | NativeFaultCode
  | 'bad_json'
  | 'no_handshake'
  | 'handshake_timeout'
  | 'too_many_waiting'
  | 'bad_value'
  | 'refused'
  | 'too_much_unread'
  | 'internal';

export interface Greeting {
  readonly hello: NativeHello;
  readonly json: Readonly<Record<string, unknown>>;
}

/** What a connection needs of the server. */
export interface ConnectionHost {
  /** The client has introduced itself: becomes a session, or why not. May take its time. */
  welcome(connection: NativeConnection, greeting: Greeting): Promise<NativeSession | { code: string; message: string }>;
  /** Everything was flushed. */
  freed(connection: NativeConnection): void;
  closed(connection: NativeConnection): void;
  /** A handler failed at one message. */
  readonly fault: FaultSink;
}

export class NativeConnection {
  readonly number: number;
  readonly outlet: NativeOutlet;
  readonly address: string;
  readonly openedMs = monotonicMs();
  /** When bytes came last, monotonic; until it is let in, those that completed its handshake. */
  heardMs = this.openedMs;
  readonly #socket: Socket;
  readonly #host: ConnectionHost;
  readonly #parser = new NativeParser(CLIENT_LIMITS);
  readonly #budget = new TokenBucket(MESSAGES);
  readonly #control: (type: string, json: Readonly<Record<string, unknown>>) => void;
  #state: 'greeting' | 'asking' | 'live' | 'closed' = 'greeting';
  #junk = 0;
  /** Does not read now, and will by itself. */
  #paused = false;
  session: NativeSession | undefined;
  /** Why the box closed it, when it did. */
  fault: ConnectionFault | undefined;

  /** `number`: never used again by this server. */
  constructor(socket: Socket, number: number, host: ConnectionHost) {
    this.number = number;
    this.#socket = socket;
    this.#host = host;
    this.address = plainAddress(socket.remoteAddress ?? '');
    this.outlet = new NativeOutlet(
      socket,
      this.#guarded(() => host.freed(this)),
    );
    const failed: FaultSink = (door, error) => {
      host.fault(door, error);
      this.session?.failed('internal', 'the box failed at this; see its log');
    };
    this.#control = barrier('native', failed, (type, json) => this.session?.control(type, json));
    socket.setNoDelay(true);
    socket.on(
      'data',
      this.#guarded((chunk: Buffer) => {
        this.heardMs = monotonicMs();
        this.#parser.push(chunk);
        this.#read();
      }),
    );
    // A client that ends its half is leaving; nothing is owed to it.
    socket.on('end', () => this.close());
    socket.on('error', () => this.close());
    socket.on('close', () => this.close());
  }

  get greeting(): boolean {
    return this.#state === 'greeting';
  }

  /** Closes because of what the client did, or failed to do. */
  fail(fault: ConnectionFault): void {
    if (this.#state === 'closed') return;
    this.fault = fault;
    this.close();
  }

  /** `last`: a packet for a client that may still read it. */
  close(last?: Uint8Array): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    if (last === undefined) this.#socket.destroy();
    else this.#endWith(last);
    this.#host.closed(this);
  }

  #read(): void {
    for (let heard = 0; !this.#paused && (this.#state === 'greeting' || this.#state === 'live'); heard++) {
      const waitMs = this.#budget.waitMs(monotonicMs());
      if (waitMs > 0 || heard === PER_TURN) {
        this.#pause(waitMs);
        return;
      }
      const packet = this.#parser.next();
      if (packet === undefined) return;
      if ('fault' in packet) {
        this.fail(packet.fault);
        return;
      }
      this.#budget.take(monotonicMs());
      const message = parseControl(packet.payload);
      if (!message.ok) {
        if (this.#state === 'greeting' || ++this.#junk > FORGIVEN) this.fail('bad_json');
        else this.session?.failed('bad_json', message.message);
      } else if (this.#state === 'greeting') {
        this.#greet(message.type, message.json);
      } else {
        this.#control(message.type, message.json);
      }
    }
  }

  /** Its messages wait in the parser and the kernel; 0 = until the next turn of the loop. */
  #pause(ms: number): void {
    this.#paused = true;
    this.#socket.pause();
    const goOn = this.#guarded(() => {
      this.#paused = false;
      if (this.#state !== 'live') return;
      this.#socket.resume();
      this.#read();
    });
    if (ms === 0) setImmediate(goOn);
    else setTimeout(goOn, ms).unref();
  }

  #greet(type: string, json: Readonly<Record<string, unknown>>): void {
    if (type !== 'handshake') {
      this.fail('no_handshake');
      return;
    }
    const hello = parseHello(json, this.address);
    if (!hello.ok) {
      this.#refuse(hello, 'bad_value');
      return;
    }
    this.#state = 'asking';
    this.#socket.pause();
    this.#guarded(async () => this.#answered(await this.#host.welcome(this, { hello: hello.value, json })))();
  }

  /** Where the connection itself is in doubt, it is what a failure costs. */
  #guarded<A extends readonly unknown[]>(handle: (...args: A) => unknown): (...args: A) => void {
    const failed: FaultSink = (door, error) => {
      this.#host.fault(door, error);
      this.fail('internal');
    };
    return barrier('native', failed, handle);
  }

  #answered(answer: NativeSession | { code: string; message: string }): void {
    if ('code' in answer) {
      this.#refuse(answer, 'refused');
      return;
    }
    if (this.#state !== 'asking') {
      answer.leave();
      return;
    }
    this.#state = 'live';
    this.session = answer;
    this.#socket.resume();
    this.#read();
  }

  /** The handshake's answer says why, then the connection ends. */
  #refuse(reason: { code: string; message: string }, fault: ConnectionFault): void {
    if (this.#state === 'closed') return;
    const { code, message } = reason;
    const json = { type: 'handshake_response', status: 'refused', code, message, timestamp: Date.now() };
    this.fault = fault;
    this.close(encodeControl(2, Date.now(), json));
  }

  #endWith(packet: Uint8Array): void {
    // What it still sends is let go: a socket that is not read never learns that the other side has closed.
    this.#socket.removeAllListeners('data');
    this.#socket.resume();
    this.#socket.end(packet);
    const timer = setTimeout(() => this.#socket.destroy(), FAREWELL_MS);
    this.#socket.once('close', () => clearTimeout(timer));
  }
}
