import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { frontDoor } from '../../src/net/front-door.js';
import { hostNameOf, originNameOf } from '../../src/net/host-name.js';
import { OwnHosts } from '../../src/net/own-hosts.js';
import type { Arrival, HttpReply } from '../../src/net/socket-server.js';

t.test('a Host header is one name or address, with or without a port', (t) => {
  for (const [header, name] of [
    ['StageBox.local', 'stagebox.local'],
    ['stagebox.local.:5100', 'stagebox.local'],
    ['stagebox-(2).local:80', 'stagebox-(2).local'],
    ['192.168.4.1:5100', '192.168.4.1'],
    ['[::1]:5100', '::1'],
    ['[0:0:0:0:0:0:0:1]', '::1'],
    ['[FE80::1%25wlan0]:5100', 'fe80::1'],
    ['[::ffff:127.0.0.1]', '127.0.0.1'],
    ['stagebox:', 'stagebox'],
    ['', undefined],
    [' ', undefined],
    ['a b', undefined],
    ['a,b', undefined],
    ['user@stagebox.local', undefined],
    ['stagebox.local/x', undefined],
    ['stagebox.local:x', undefined],
    ['stagebox.local:5100:5100', undefined],
    ['::1', undefined],
    ['http://stagebox.local', undefined],
  ] as const)
    t.equal(hostNameOf(header), name, header);
  t.end();
});

t.test('an Origin is that of a page, or none', (t) => {
  for (const [header, name] of [
    ['http://stagebox.local', 'stagebox.local'],
    ['HTTPS://StageBox.local.:5443', 'stagebox.local'],
    ['http://[::1]:5100', '::1'],
    ['null', undefined],
    ['', undefined],
    ['file://', undefined],
    ['chrome-extension://abc', undefined],
    ['stagebox.local', undefined],
    ['http://stagebox.local/', undefined],
    ['http://user@stagebox.local', undefined],
    ['http://a.example, http://stagebox.local', undefined],
  ] as const)
    t.equal(originNameOf(header), name, header);
  t.end();
});

/** A machine `band.fritz.box` with two addresses; `now` may change. */
const system = { name: 'Band.fritz.box', addresses: ['192.168.4.1', 'fe80::2'] };
const given = ['stagebox.local', 'Monitor.example.', '[fd00::1]'];
const hosts = () => new OwnHosts(() => given, { hostname: () => system.name, addresses: () => system.addresses });

const come = (host: string | string[], more: Partial<Arrival> & { method?: string; type?: string } = {}): Arrival => ({
  request: {
    method: more.method ?? 'GET',
    path: '/',
    query: new URLSearchParams(),
    header: (name) => (name === 'content-type' ? (more.type ?? '') : name === 'accept' ? (more.method ?? '') : ''),
    remoteAddress: '192.168.4.9',
    aborted: false,
    body: async () => Buffer.alloc(0),
  },
  upgrade: false,
  version: '1.1',
  hosts: typeof host === 'string' ? [host] : host,
  origins: [],
  hasBody: false,
  localAddress: '192.168.4.1',
  localPort: 5100,
  secure: false,
  ...more,
});

const code = (reply: HttpReply | undefined): string =>
  reply === undefined ? 'in' : `${reply.status} ${JSON.parse(String(reply.body)).error.code}`;

t.test('the box answers only to its addresses, the computer’s name and the names it was given', (t) => {
  const door = frontDoor({ hosts: hosts() });
  for (const host of ['192.168.4.1', '192.168.4.1:80', '[fe80::2]:5100', 'localhost', 'LOCALHOST:5102', 'localhost.'])
    t.equal(code(door(come(host))), 'in', host);
  for (const host of [
    'band.fritz.box',
    'band',
    'BAND.local',
    'band.lan',
    'band.home',
    'band.home.arpa',
    'band.internal.',
  ])
    t.equal(code(door(come(host))), 'in', host);
  for (const host of ['stagebox.local:5100', 'monitor.example', '[fd00::1]'])
    t.equal(code(door(come(host))), 'in', host);
  for (const host of [
    'evil.example',
    'band.evil',
    'xband',
    'evil.stagebox.local',
    '192.168.4.2',
    '127.0.0.1',
    '0.0.0.0',
  ])
    t.equal(code(door(come(host))), '421 wrong_host', host);
  t.equal(
    code(door(come('127.0.0.9', { localAddress: '127.0.0.9' }))),
    'in',
    'the address that was reached is one of its own',
  );
  t.end();
});

t.test('later addresses and names are known, removed ones are not', async (t) => {
  const own = hosts();
  const door = frontDoor({ hosts: own });
  t.equal(code(door(come('10.0.0.7'))), '421 wrong_host');
  system.addresses = ['10.0.0.7'];
  given.push('stagebox-(2).local');
  t.equal(code(door(come('stagebox-(2).local:5100'))), 'in');
  await sleep(300);
  t.equal(code(door(come('10.0.0.7'))), 'in');
  t.equal(code(door(come('[fe80::2]'))), '421 wrong_host');
});

t.test('a request names exactly one host; none, two, or something else is refused', (t) => {
  const door = frontDoor({ hosts: hosts() });
  t.equal(code(door(come([]))), '400 bad_host');
  t.equal(code(door(come(['localhost', 'localhost']))), '400 bad_host');
  t.equal(code(door(come(['localhost', 'evil.example']))), '400 bad_host');
  t.equal(code(door(come('me@localhost'))), '400 bad_host');
  t.equal(code(door(come([], { version: '1.0' }))), '421 wrong_host', 'HTTP/1.0 may leave it out, and names nobody');
  t.end();
});

t.test('a page of another site is refused whatever it asks; the port does not matter', (t) => {
  const door = frontDoor({ hosts: hosts() });
  for (const upgrade of [false, true]) {
    const origins = (...list: string[]) => code(door(come('stagebox.local:5102', { origins: list, upgrade })));
    t.equal(origins(), 'in');
    t.equal(origins('http://stagebox.local:5100'), 'in');
    t.equal(origins('https://STAGEBOX.local'), 'in');
    for (const other of [
      'http://evil.example',
      'null',
      '',
      'http://localhost:5100',
      'http://stagebox.local.evil.example',
    ])
      t.equal(origins(other), '403 wrong_origin', other);
    t.equal(origins('http://stagebox.local', 'http://stagebox.local'), '403 wrong_origin');
  }
  t.end();
});

t.test('a body is application/json and says so; without a body no type is needed', (t) => {
  const door = frontDoor({ hosts: hosts() });
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const body = (type: string) => code(door(come('localhost', { method, type, hasBody: true })));
    for (const type of ['application/json', 'Application/JSON; charset=utf-8']) t.equal(body(type), 'in', type);
    for (const type of ['', 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'text/json'])
      t.equal(body(type), '415 json_only', type);
    t.equal(code(door(come('localhost', { method }))), 'in');
  }
  t.end();
});

t.test('a refusal names the address of the box and the setting; a browser gets it as a page', (t) => {
  const door = frontDoor({ hosts: hosts(), pages: true });
  const { error } = JSON.parse(String(door(come('evil.example'))!.body));
  t.match(error.message, 'http://192.168.4.1:5100/');
  t.match(error.message, 'http://stagebox.local:5100/');
  t.match(error.message, '--host-names');
  const page = door(come('<b>evil', { method: 'text/html' }));
  t.equal(code(page), '400 bad_host');
  const shown = door(come("evil&'.example", { method: 'text/html', secure: true, localPort: 443 }))!;
  t.match(shown.body, /<a href="https:\/\/192\.168\.4\.1\/">/);
  t.notMatch(shown.body, /evil&'/);
  t.match(shown.body, /Open it here:/);
  t.match(shown.body, /lang="es">La caja no responde al nombre .*Ábrela aquí:/);
  t.notMatch(shown.body, /<script/);
  t.end();
});

t.test('a refusal names no address that the client cannot open', (t) => {
  const anywhere = new OwnHosts(() => ['0.0.0.0', '::', 'fd00::1', 'stagebox.local']);
  t.same(anywhere.shown('192.168.4.1'), ['192.168.4.1', '[fd00::1]', 'stagebox.local']);
  t.same(anywhere.shown('fe80::2'), ['[fe80::2]', '[fd00::1]', 'stagebox.local']);
  t.end();
});
