/**
 * One TCP connection of a native client: greeting → asking → live → closed. It checks everything the client sends. A
 * stream that is out of step is closed, never resynchronised. Stream worker only.
 */
import type { Socket } from 'node:net';
import { plainAddress } from '../../../base/address.js';
import { barrier, type FaultSink } from '../../../base/barrier.js';
import { monotonicMs } from '../../../base/clock.js';
import { TokenBucket } from '../../../base/token-bucket.js';
import type { NativeHello } from '../../engine-api.js';
import { NativeOutlet } from './native-outlet.js';
import { CLIENT_LIMITS, encodeControl, type NativeFaultCode, NativeParser, parseControl } from './native-packet.js';
import type { NativeSession } from './native-session.js';
import { parseHello } from './native-v2-messages.js';

/** Malformed control messages (in well-formed packets) that are tolerated. */
const FORGIVEN = 16;

/** Messages of one client that are handled per turn of the event loop. Between turns, everybody's sound goes out. */
const PER_TURN = 8;
/**
 * Messages of one client that are read at once after a silence, and per second. More are not refused, but read later.
 */
const MESSAGES = { burst: 100, perSecond: 400 };

/** How long a client may take to read the box's last packet, ms. */
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

/** What a connection needs from the server. */
export interface NativeConnectionDeps {
  /** Turns a client that sent its handshake into a session, or returns why not. May take its time. */
  welcome(connection: NativeConnection, greeting: Greeting): Promise<NativeSession | { code: string; message: string }>;
  /** Called when everything was flushed. */
  freed(connection: NativeConnection): void;
  closed(connection: NativeConnection): void;
  /** Gets the error of a handler that failed at one message. */
  readonly fault: FaultSink;
}

export class NativeConnection {
  readonly number: number;
  readonly outlet: NativeOutlet;
  readonly address: string;
  readonly openedMs = monotonicMs();
  /** When bytes last came, monotonic. Until the client is let in: when its handshake was complete. */
  heardMs = this.openedMs;
  readonly #socket: Socket;
  readonly #deps: NativeConnectionDeps;
  readonly #parser = new NativeParser(CLIENT_LIMITS);
  readonly #budget = new TokenBucket(MESSAGES);
  readonly #control: (type: string, json: Readonly<Record<string, unknown>>) => void;
  #state: 'greeting' | 'asking' | 'live' | 'closed' = 'greeting';
  #junk = 0;
  /** Reading is paused, and will resume by itself. */
  #paused = false;
  session: NativeSession | undefined;
  /** Why the box closed the connection, if it did because of a fault. */
  fault: ConnectionFault | undefined;

  /** `number`: this server never uses it again. */
  constructor(socket: Socket, number: number, deps: NativeConnectionDeps) {
    this.number = number;
    this.#socket = socket;
    this.#deps = deps;
    this.address = plainAddress(socket.remoteAddress ?? '');
    this.outlet = new NativeOutlet(
      socket,
      this.#guarded(() => deps.freed(this)),
    );
    const failed: FaultSink = (door, error) => {
      deps.fault(door, error);
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
    // A client that ends its half is leaving; the box owes it nothing.
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

  /** `last`: a final packet, for a client that may still read it. */
  close(last?: Uint8Array): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    if (last === undefined) this.#socket.destroy();
    else this.#endWith(last);
    this.#deps.closed(this);
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

  /** Stops reading for `ms`; 0 = until the next turn of the loop. Messages wait in the parser and the kernel. */
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
    this.#guarded(async () => this.#answered(await this.#deps.welcome(this, { hello: hello.value, json })))();
  }

  /** For handlers on which the connection itself depends: a failure closes the connection. */
  #guarded<A extends readonly unknown[]>(handle: (...args: A) => unknown): (...args: A) => void {
    const failed: FaultSink = (door, error) => {
      this.#deps.fault(door, error);
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

  /** Answers the handshake with the reason, then ends the connection. */
  #refuse(reason: { code: string; message: string }, fault: ConnectionFault): void {
    if (this.#state === 'closed') return;
    const { code, message } = reason;
    const json = { type: 'handshake_response', status: 'refused', code, message, timestamp: Date.now() };
    this.fault = fault;
    this.close(encodeControl(2, Date.now(), json));
  }

  #endWith(packet: Uint8Array): void {
    // Reads and drops what still comes: a socket that is not read never notices that the other side closed.
    this.#socket.removeAllListeners('data');
    this.#socket.resume();
    this.#socket.end(packet);
    const timer = setTimeout(() => this.#socket.destroy(), FAREWELL_MS);
    this.#socket.once('close', () => clearTimeout(timer));
  }
}
