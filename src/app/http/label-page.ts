/**
 * `GET /label`: the box's label, for the screen of a computer that is plugged straight into its wired
 * port. It has QR codes that join the Wi-Fi and open the page, and the name, password and engineer's PIN
 * as text. A person who can plug in that cable could also read the label on the box's own screen. The
 * page refuses on a network with others (the wired port got an address) and on the Wi-Fi. Main thread.
 */
import { readFileSync } from 'node:fs';
import type { NetworkInterfaceInfo } from 'node:os';
import { networkInterfaces } from 'node:os';
import { renderSVG } from 'uqr';
import type { HttpReply, HttpRequest } from '../../net/socket-server.js';

export interface LabelParts {
  readonly engineerPin: () => string;
  /** Lines `ssid=`, `password=`, `qr=`, `page=`; `/run/stagebox/wifi.conf` on the box, missing elsewhere. */
  readonly wifiFile?: string;
  /** For tests; the machine's own interfaces otherwise. */
  readonly interfaces?: () => Readonly<Record<string, NetworkInterfaceInfo[] | undefined>>;
}

const LINK_LOCAL = /^169\.254\./;

/**
 * Whether `client` is alone on a cable with the box: link-local
 * addresses on both ends, and no other address on that port. Pure.
 */
export function isOnTheCable(
  client: string,
  interfaces: Readonly<Record<string, readonly Pick<NetworkInterfaceInfo, 'address' | 'family'>[] | undefined>>,
): boolean {
  if (!LINK_LOCAL.test(client)) return false;
  const wired = Object.entries(interfaces).filter(([name]) => /^(eth|en)/.test(name));
  const addresses = wired.flatMap(([, list]) => list ?? []).filter(({ family }) => family === 'IPv4');
  return addresses.length > 0 && addresses.every(({ address }) => LINK_LOCAL.test(address));
}

/** Answers `/label` where the system keeps a label; undefined for every other path, and on other systems. */
export function createLabelPage(parts: LabelParts): (request: HttpRequest) => HttpReply | undefined {
  const file = parts.wifiFile ?? '/run/stagebox/wifi.conf';
  return (request) => {
    if (request.path !== '/label' || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined;
    const wifi = read(file);
    if (wifi === undefined) return undefined;
    if (!isOnTheCable(request.remoteAddress, (parts.interfaces ?? networkInterfaces)()))
      return html(403, '<p>The label is shown to a computer that is plugged straight into the box.</p>');
    const { ssid = '', password = '', qr = '', page = '' } = wifi;
    const facts = [
      ['Wi-Fi', ssid],
      ['Password', password],
      ['Page', page],
      ['Engineer PIN', parts.engineerPin()],
    ];
    const codes = [
      ['1. Join the Wi-Fi', qr],
      ['2. Open the page', page],
    ];
    return html(
      200,
      `<div class="codes">${codes.map(([title, text]) => `<figure><figcaption>${title}</figcaption>${renderSVG(text!)}</figure>`).join('')}</div>
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escapeXml(value!)}</dd>`).join('')}</dl>`,
    );
  };
}

function read(file: string): Readonly<Record<string, string>> | undefined {
  try {
    return Object.fromEntries([...readFileSync(file, 'utf8').matchAll(/^(\w+)=(.*)$/gm)].map(([, k, v]) => [k, v]));
  } catch {
    return undefined;
  }
}

const escapeXml = (text: string): string => text.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`);

function html(status: number, body: string): HttpReply {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    },
    body: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Stage Box label</title>
<style>body{font:20px/1.4 system-ui,sans-serif;margin:2rem;text-align:center}.codes{display:flex;flex-wrap:wrap;gap:2rem;justify-content:center}
figure{margin:0}svg{width:min(18rem,80vw)}dt{opacity:.7}dd{margin:0 0 .6rem;font-weight:700;user-select:all}</style></head>
<body>${body}</body></html>
`,
  };
}
