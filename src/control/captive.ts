/**
 * The captive page's answers: what phones and computers ask when they join the box's Wi-Fi, and what makes each of
 * them open the page, or be content after the person has pressed “continue”. Pure; who asks what is the list in
 * captive-probes.ts.
 *
 * Redirects are 302 and never cached; an empty 200 would count as a broken network on Android. Before “continue”
 * nobody is told that there is Internet; after it everybody is, because a phone that finds none leaves the Wi-Fi
 * again.
 */
import { hostNameOf } from '../audio/stream/host-name.js';
import type { HttpReply } from '../audio/stream/socket-server.js';
import { probeFor } from './captive-probes.js';

export interface CaptiveQuestion {
  readonly path: string;
  /** The Host header. */
  readonly host: string;
  /** This client has pressed “continue”. */
  readonly continued: boolean;
}

export interface CaptivePlace {
  /** Where the welcome page is, e.g. `http://192.168.4.1/welcome`. */
  readonly welcomeUrl: string;
}

const NEVER_KEPT = { 'cache-control': 'no-store' };

/** The answer to a GET or HEAD that came to the box under somebody else's name. */
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

/** How long a client that pressed “continue” is believed, ms: a rehearsal and a show. */
const BELIEVED_MS = 12 * 3_600_000;
/** Clients remembered; a stage has far fewer. */
const MAX_CLIENTS = 1024;

/** Who has pressed “continue”, by address. Time is handed in. */
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
