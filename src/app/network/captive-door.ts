/**
 * The captive page on the box's own Wi-Fi. Answers requests under foreign names, remembers which clients pressed
 * “continue”, and serves the welcome page. That page uses no script, storage or WebSocket, because the small browsers
 * that open it have none.
 */
import type { NetworkInterfaceInfo } from 'node:os';
import { networkInterfaces } from 'node:os';
import type { HttpReply, HttpRequest } from '../../net/socket-server.js';
import { Continued, captiveAnswer } from './captive.js';

export interface CaptiveOptions {
  /** The port on which phones reach the page: 80 on the box. */
  readonly port: number;
  /** The network interfaces, for tests. Default: the machine's own. */
  readonly interfaces?: () => Readonly<Record<string, NetworkInterfaceInfo[] | undefined>>;
}

const toNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** The box's address on the client's network, or else its first address. */
export function addressFor(client: string, addresses: readonly NetworkInterfaceInfo[]): string | undefined {
  const v4 = addresses.filter(({ family, internal }) => family === 'IPv4' && !internal);
  const same = v4.find(({ address, netmask }) => {
    // No bit operations: they would make large addresses negative.
    const mask = toNumber(netmask);
    const size = 2 ** 32 - mask;
    return Math.floor(toNumber(client) / size) === Math.floor(toNumber(address) / size);
  });
  return (same ?? v4[0])?.address;
}

export interface Captive {
  /** Answers a GET or HEAD under a foreign host name. Undefined if the box has no address to redirect to. */
  foreign(request: HttpRequest): HttpReply | undefined;
  /** The welcome page, under the box's own host. Undefined: not a path of this page. */
  own(request: HttpRequest): HttpReply | undefined;
}

export function createCaptive(options: CaptiveOptions): Captive {
  const continued = new Continued();
  const port = options.port === 80 ? '' : `:${options.port}`;
  const homeFor = (client: string): string | undefined => {
    const addresses = Object.values((options.interfaces ?? networkInterfaces)()).flatMap((list) => list ?? []);
    const address = addressFor(client, addresses);
    return address === undefined ? undefined : `http://${address}${port}`;
  };
  return {
    foreign(request) {
      const home = homeFor(request.remoteAddress);
      if (home === undefined) return undefined;
      const question = {
        path: request.path,
        host: request.header('host'),
        continued: continued.has(request.remoteAddress, performance.now()),
      };
      return captiveAnswer(question, { welcomeUrl: `${home}/welcome` });
    },
    own(request) {
      if (request.path !== '/welcome' && request.path !== '/welcome/continue') return undefined;
      const home = homeFor(request.remoteAddress);
      if (home === undefined) return undefined;
      if (request.path === '/welcome') return page(welcome(home));
      continued.press(request.remoteAddress, performance.now());
      return page(stay(home));
    },
  };
}

function page(body: string): HttpReply {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
  };
  return { status: 200, headers, body };
}

const frame = (body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Stage Box</title>
<style>body{font:18px/1.5 system-ui,sans-serif;margin:0;padding:2rem 1.2rem;background:#101418;color:#eef2f5;text-align:center}
a.go{display:block;margin:1.5rem auto;padding:1rem;max-width:22rem;border-radius:.8rem;background:#2f9e6e;color:#fff;font-weight:700;text-decoration:none}
code{display:block;font-size:1.5rem;margin:1rem 0;user-select:all;-webkit-user-select:all}small{opacity:.75}</style></head>
<body>${body}</body></html>
`;

const welcome = (home: string): string =>
  frame(`<h1>Stage Box</h1>
<p>Your own monitor mix is on this network.<br><small>Tu mezcla de monitores está en esta red.</small></p>
<a class="go" href="/welcome/continue">Stay on this Wi-Fi · Seguir en esta red</a>
<p>Then open in your browser:<br><small>Después abre en el navegador:</small></p>
<code>${home}/</code>
<p><small>There is no Internet here. Internet no hay, y no hace falta.</small></p>`);

const stay = (home: string): string =>
  frame(`<h1>Stage Box</h1>
<p>You may close this window now and open<br><small>Ya puedes cerrar esta ventana y abrir</small></p>
<code>${home}/</code>
<a class="go" href="${home}/">Open the mix · Abrir la mezcla</a>`);
