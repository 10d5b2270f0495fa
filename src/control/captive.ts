/**
 * The captive page's answers: what phones and computers ask when they join the box's Wi-Fi, and what makes each of them open the page,
 * or be content after the person has pressed “continue”. Pure: one table and one function.
 *
 * Redirects are 302 and never cached; an empty 200 would count as a broken network on Android. Before “continue” nobody is told that
 * there is Internet; after it everybody is, because a phone that finds none leaves the Wi-Fi again.
 */
import type { HttpReply } from '../audio/stream/socket-server.js';

/** Who asks, known by the path he asks for. */
interface Probe {
  readonly client: string;
  readonly path: RegExp;
  /** What says “there is Internet”; undefined = always the welcome page. */
  readonly content?: {
    readonly status: 200 | 204;
    readonly type: string;
    readonly body: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

const text = (body: string, headers?: Readonly<Record<string, string>>) => ({
  status: 200 as const,
  type: 'text/plain',
  body,
  ...(headers ? { headers } : {}),
});
const html = (body: string) => ({ status: 200 as const, type: 'text/html', body });

export const PROBES: readonly Probe[] = [
  {
    client: 'Android, ChromeOS',
    path: /\/(?:generate_204|gen_204)$/,
    content: { status: 204, type: 'text/plain', body: '' },
  },
  {
    client: 'Apple',
    path: /^\/(?:hotspot-detect\.html|library\/test\/success\.html)$/,
    content: html('<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>'),
  },
  { client: 'Windows', path: /^\/connecttest\.txt$/, content: text('Microsoft Connect Test') },
  { client: 'Windows', path: /^\/ncsi\.txt$/, content: text('Microsoft NCSI') },
  { client: 'Windows', path: /^\/redirect$/ },
  {
    client: 'Firefox',
    path: /^\/canonical\.html$/,
    content: html('<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>'),
  },
  { client: 'Firefox', path: /^\/success\.txt$/, content: text('success\n') },
  {
    client: 'Kindle',
    path: /^\/kindle-wifi\/wifistub\.html$/,
    content: html(
      '<html><head><title>81ce4465-7167-4dcb-835b-dcc9e44c112a</title></head><body>81ce4465-7167-4dcb-835b-dcc9e44c112a</body></html>',
    ),
  },
  {
    client: 'NetworkManager',
    path: /^\/(?:check_network_status\.txt|nm-check\.txt)$/,
    content: text('NetworkManager is online', { 'x-networkmanager-status': 'online' }),
  },
];

export interface CaptiveQuestion {
  readonly method: string;
  readonly path: string;
  /** The Host header. */
  readonly host: string;
  /** This client has pressed “continue”. */
  readonly continued: boolean;
}

export interface CaptivePlace {
  /** Where the welcome page is, e.g. `http://192.168.4.1/welcome`. */
  readonly welcomeUrl: string;
  /** Names and addresses that are the box itself: those requests are not answered here. */
  readonly own: readonly string[];
}

const NEVER_KEPT = { 'cache-control': 'no-store' };

/** A Host header without its port, lower case. */
const hostName = (host: string): string =>
  host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '');

/** The answer to a request that came to the box under somebody else's name; undefined = it is for the box itself. */
export function captiveAnswer(question: CaptiveQuestion, place: CaptivePlace): HttpReply | undefined {
  const name = hostName(question.host);
  if (name === '' || place.own.includes(name)) return undefined;
  const welcome: HttpReply = { status: 302, headers: { ...NEVER_KEPT, location: place.welcomeUrl }, body: '' };
  const probe = PROBES.find(({ path }) => path.test(question.path));
  if (probe) {
    if (!question.continued || !probe.content) return welcome;
    const { status, type, body, headers = {} } = probe.content;
    return {
      status,
      headers: { ...NEVER_KEPT, ...(status === 204 ? {} : { 'content-type': type }), ...headers },
      body,
    };
  }
  if (question.method === 'GET' || question.method === 'HEAD') return welcome;
  return { status: 404, headers: NEVER_KEPT, body: 'not here\n' };
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
