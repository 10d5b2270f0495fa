/**
 * The check in front of every server and every upgrade: pages of other sites, and names that others made point at the box, reach
 * nothing. A browser sets Host and Origin itself; a script on a foreign page cannot. Pure.
 */
import { hostNameOf, originNameOf } from './host-name.js';
import { errorReply } from './http-message.js';
import type { OwnHosts } from './own-hosts.js';
import type { Arrival, Guard, HttpReply, HttpRequest } from './socket-server.js';

export interface FrontDoorOptions {
  readonly hosts: Pick<OwnHosts, 'has' | 'shown'>;
  /** Answers a GET or HEAD under a foreign host, where the captive page is on; undefined refuses it. */
  readonly foreign?: (request: HttpRequest) => HttpReply | undefined;
  /** This server serves pages: a refusal names addresses to open in a browser. */
  readonly pages?: boolean;
}

export function frontDoor({ hosts, foreign, pages = false }: FrontDoorOptions): Guard {
  return (arrival) => {
    const { request, localAddress } = arrival;
    // HTTP/1.1 requires one Host (RFC 9112 §3.2). Without any, an old client of HTTP/1.0 named nobody: not this box.
    const [host] = arrival.hosts;
    const name = host === undefined ? '' : hostNameOf(host);
    if (arrival.hosts.length > 1 || name === undefined || (host === undefined && arrival.version !== '1.0'))
      return errorReply(400, 'bad_host', 'a request must name one host, as in Host: 192.168.1.2:5100', 'host');
    if (name === '' || !hosts.has(name, localAddress)) {
      const reads = request.method === 'GET' || request.method === 'HEAD';
      const turned = reads && !arrival.upgrade ? foreign?.(request) : undefined;
      return turned ?? wrongHost(name, arrival, hosts.shown(localAddress), pages);
    }
    if (arrival.origins.length > 1 || arrival.origins.some((origin) => originNameOf(origin) !== name))
      return errorReply(403, 'wrong_origin', `a page of another site may not use this box as ${name}`, 'origin');
    // A cross-site form or script can send every other type without asking first.
    if (arrival.hasBody && !/^application\/json\s*(;|$)/i.test(request.header('content-type')))
      return errorReply(415, 'json_only', 'a body must be application/json, and say so', 'content-type');
    return undefined;
  };
}

function wrongHost(name: string, arrival: Arrival, shown: readonly string[], pages: boolean): HttpReply {
  const { secure, localPort, request } = arrival;
  const port = localPort === (secure ? 443 : 80) ? '' : `:${localPort}`;
  const places = pages ? shown.map((host) => `http${secure ? 's' : ''}://${host}${port}/`) : shown;
  const called = name === '' ? 'the request names no host' : `this box is not called ${name}`;
  const reply = errorReply(
    421,
    'wrong_host',
    `${called}; open ${places.join(' or ')}, or allow the name with the setting --host-names`,
    'host',
  );
  if (!pages || !/\btext\/html\b/.test(request.header('accept'))) return reply;
  const links = places.map((place) => `<p><a href="${escaped(place)}">${escaped(place)}</a></p>`).join('');
  return {
    status: 421,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; base-uri 'none'",
    },
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Stage Box</title>
<h1>Stage Box</h1><p>${escaped(called)}. Open:</p>${links}<p>To allow the name, see the setting <code>--host-names</code>.</p></html>\n`,
  };
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
