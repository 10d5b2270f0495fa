/**
 * What the media process does for one box: sessions as the box asks for them, and sound to those that are open. It
 * knows no tokens and no names; a session is a number. Media process only.
 */
import type { MediaLibrary } from './library/media-library.js';
import type { Sound } from './link/frames.js';
import type { FromMedia, ToMedia } from './link/messages.js';
import { Outlet } from './outlet.js';
import { SESSION_LIMITS, Session, type SessionEvents, type SessionLimits } from './session.js';
import { usablePort } from './udp-port.js';

/** Far more than a box has places: a guard, no limit that anybody meets. */
const MOST_SESSIONS = 200;
const COUNTERS_EVERY_MS = 500;

export class MediaService implements SessionEvents {
  readonly #library: MediaLibrary;
  readonly #say: (message: FromMedia) => void;
  readonly #limits: SessionLimits;
  readonly #sessions = new Map<number, Session>();
  /** Sessions that have ended, as long as their connection may be open. */
  readonly #leaving = new Set<Session>();
  readonly #outlet = new Outlet(this.#sessions);
  readonly #timer: NodeJS.Timeout;
  #host = '';
  /** 0 before `ready`. */
  #port = 0;
  #stopped = false;

  constructor(library: MediaLibrary, say: (message: FromMedia) => void, limits = SESSION_LIMITS) {
    this.#library = library;
    this.#limits = limits;
    this.#say = say;
    this.#timer = setInterval(() => this.#look(), COUNTERS_EVERY_MS);
  }

  receive(message: ToMedia): void {
    if (this.#stopped) return;
    switch (message.type) {
      case 'begin':
        void this.#begin(message.host, message.port);
        break;
      case 'want':
        this.#want(message);
        break;
      case 'answer':
        this.#sessions.get(message.session)?.answer(message.sdp);
        break;
      case 'play':
        this.#play(message);
        break;
      case 'close':
        this.#close(message.session);
        break;
    }
  }

  sound(sound: Sound): void {
    this.#outlet.take(sound);
  }

  /** Ends every session: the box is gone. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    for (const session of [...this.#sessions.values(), ...this.#leaving]) session.close();
    this.#sessions.clear();
    this.#leaving.clear();
    this.#outlet.stop();
  }

  offered(session: Session, sdp: string): void {
    this.#say({ type: 'offer', session: session.number, sdp });
  }

  opened(session: Session, red: boolean): void {
    this.#say({ type: 'open', session: session.number, red });
  }

  ended(session: Session, reason: Extract<FromMedia, { type: 'ended' }>['reason']): void {
    this.#sessions.delete(session.number);
    this.#say({ type: 'ended', session: session.number, reason });
  }

  async #begin(host: string, port: number): Promise<void> {
    try {
      this.#host = host;
      this.#port = await usablePort(host, port);
      if (!this.#stopped) this.#say({ type: 'ready', port: this.#port, library: this.#library.version });
    } catch (error) {
      this.#say({ type: 'unusable', message: (error as Error).message.slice(0, 200) });
    }
  }

  #want({ session: number, address, way, copies, stream }: Extract<ToMedia, { type: 'want' }>): void {
    try {
      if (this.#port === 0 || this.#sessions.size >= MOST_SESSIONS || this.#sessions.has(number))
        throw new Error('no session can be made');
      const options = { number, host: this.#host, port: this.#port, address, way, limits: this.#limits };
      this.#sessions.set(number, Object.assign(new Session(this.#library, options, this), { copies, stream }));
    } catch {
      this.#say({ type: 'ended', session: number, reason: 'off' });
    }
  }

  #play({ session: number, stream, copies, from }: Extract<ToMedia, { type: 'play' }>): void {
    const session = this.#sessions.get(number);
    if (session === undefined) return;
    session.copies = copies;
    session.stream = stream;
    this.#outlet.catchUp(session, from);
  }

  #close(number: number): void {
    const session = this.#sessions.get(number);
    if (session === undefined) return;
    this.#sessions.delete(number);
    this.#leaving.add(session);
    session.leave(() => this.#leaving.delete(session));
  }

  #look(): void {
    let open = 0;
    for (const session of [...this.#sessions.values()]) {
      session.look(COUNTERS_EVERY_MS);
      if (session.open) open++;
    }
    this.#outlet.tidy();
    const { packets, bytes, refused, stale, delay } = this.#outlet;
    const sent = { sentP50: delay.at(0.5), sentP99: delay.at(0.99) };
    this.#say({ type: 'counters', sessions: this.#sessions.size, open, packets, bytes, refused, stale, ...sent });
  }
}
