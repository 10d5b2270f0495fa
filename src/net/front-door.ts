/**
 * The check before every handler and every upgrade. It rejects pages of other sites, and foreign names that point at
 * the box. A browser sets Host and Origin itself, and a script on a foreign page cannot change them. Pure.
 */
import { hostNameOf, originNameOf } from './host-name.js';
import { errorReply } from './json-reply.js';
import type { OwnHosts } from './own-hosts.js';
import type { Arrival, Guard, HttpReply, HttpRequest } from './socket-server.js';

export interface FrontDoorOptions {
  readonly hosts: Pick<OwnHosts, 'has' | 'shown'>;
  /** If the captive page is on, answers a GET or HEAD for a foreign host; undefined refuses it. */
  readonly foreign?: (request: HttpRequest) => HttpReply | undefined;
  /** This server serves pages, so a refusal names addresses to open in a browser. */
  readonly pages?: boolean;
}

export function frontDoor({ hosts, foreign, pages = false }: FrontDoorOptions): Guard {
  return (arrival) => {
    const { request, localAddress } = arrival;
    // HTTP/1.1 requires one Host (RFC 9112 §3.2). A client of HTTP/1.0 may send none; it then did not name this box.
    const [host] = arrival.hosts;
    const name = host === undefined ? '' : hostNameOf(host);
    if (arrival.hosts.length > 1 || name === undefined || (host === undefined && arrival.version !== '1.0'))
      return errorReply(400, 'bad_host', 'a request must name one host, as in Host: 192.168.1.2:5100', {
        path: 'host',
      });
    if (name === '' || !hosts.has(name, localAddress)) {
      const reads = request.method === 'GET' || request.method === 'HEAD';
      const turned = reads && !arrival.upgrade ? foreign?.(request) : undefined;
      return turned ?? wrongHost(name, arrival, hosts.shown(localAddress), pages);
    }
    if (arrival.origins.length > 1 || arrival.origins.some((origin) => originNameOf(origin) !== name))
      return errorReply(403, 'wrong_origin', `a page of another site may not use this box as ${name}`, {
        path: 'origin',
      });
    // A cross-site form or script can send every other content type without a preflight request.
    if (arrival.hasBody && !/^application\/json\s*(;|$)/i.test(request.header('content-type')))
      return errorReply(415, 'json_only', 'a body must be application/json, and say so', { path: 'content-type' });
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
    { path: 'host' },
  );
  if (!pages || !/\btext\/html\b/.test(request.header('accept'))) return reply;
  return {
    status: 421,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    },
    body: wrongHostPage(name, places),
  };
}

const STYLE = `:root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem}
a{display:block;padding:.7rem 0;font-size:1.3rem;overflow-wrap:anywhere}.small{font-size:.9rem}`;

/** A page for people, in both languages, that says where the box is. */
function wrongHostPage(name: string, places: readonly string[]): string {
  const called = name === '' ? '' : `<b>${escaped(name)}</b>`;
  const links = places.map((place) => `<a href="${escaped(place)}">${escaped(place)}</a>`).join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Stage Box</title>
<style>${STYLE}</style><main><h1>Stage Box</h1>
<p>${called === '' ? 'The stage box has another address.' : `The stage box does not answer to the name ${called}.`} Open it here:</p>
<p lang="es">${called === '' ? 'La caja tiene otra dirección.' : `La caja no responde al nombre ${called}.`} Ábrela aquí:</p>
${links}
<p class="small">To allow this name: setting <code>--host-names</code>. <span lang="es">Para permitir este nombre: ajuste <code>--host-names</code>.</span></p></main></html>\n`;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
