/**
 * The answers to the probes of phones and computers that join the box's Wi-Fi. They make a device open the page, or
 * stay content once the person has pressed “continue”. The probes are listed in captive-probes.ts. Pure.
 *
 * Redirects are 302 and never cached; Android would take an empty 200 for a broken network. Before “continue” no
 * client hears that there is Internet. After it the client does, because a phone without Internet leaves the Wi-Fi.
 */
import { hostNameOf } from '../../net/host-name.js';
import type { HttpReply } from '../../net/socket-server.js';
import { probeFor } from './captive-probes.js';

export interface CaptiveQuestion {
  readonly path: string;
  /** The Host header. */
  readonly host: string;
  /** This client has pressed “continue”. */
  readonly continued: boolean;
}

export interface CaptivePlace {
  /** Address of the welcome page, e.g. `http://192.168.4.1/welcome`. */
  readonly welcomeUrl: string;
}

const NEVER_KEPT = { 'cache-control': 'no-store' };

/** The answer to a GET or HEAD that reached the box under a foreign host name. */
export function captiveAnswer(question: CaptiveQuestion, place: CaptivePlace): HttpReply {
  const welcome: HttpReply = { status: 302, headers: { ...NEVER_KEPT, location: place.welcomeUrl }, body: '' };
  const probe = probeFor(hostNameOf(question.host) ?? '', question.path);
  if (probe) {
    if (!question.continued) return welcome;
    const { status, type, body, headers = {} } = probe.content;
    return {
      status,
      headers: { ...NEVER_KEPT, ...(status === 204 ? {} : { 'content-type': type }), ...headers },
      body,
    };
  }
  return welcome;
}

/** How long “continue” holds, ms: a rehearsal and a show. */
const BELIEVED_MS = 12 * 3_600_000;
/** Clients remembered; a stage has far fewer. */
const MAX_CLIENTS = 1024;

/** The clients that have pressed “continue”, by address. Time is handed in, ms. */
export class Continued {
  readonly #since = new Map<string, number>();

  press(address: string, now: number): void {
    this.#since.delete(address);
    this.#since.set(address, now);
    if (this.#since.size > MAX_CLIENTS) this.#since.delete(this.#since.keys().next().value!);
  }

  has(address: string, now: number): boolean {
    return now - (this.#since.get(address) ?? Number.NEGATIVE_INFINITY) < BELIEVED_MS;
  }
}
