import t from 'tap';
import { Continued, captiveAnswer, PROBES } from '../../src/control/captive.js';
import { addressFor, createCaptive } from '../../src/control/captive-door.js';

const place = { welcomeUrl: 'http://192.168.4.1/welcome', own: ['192.168.4.1', 'stagebox.local'] };
const ask = (host: string, path: string, continued = false, method = 'GET') =>
  captiveAnswer({ host, path, continued, method }, place);

/** Host, path, and what the client wants to see to believe in the network. */
const CLIENTS: [host: string, path: string, status: number, body: RegExp][] = [
  ['connectivitycheck.gstatic.com', '/generate_204', 204, /^$/],
  ['www.google.com', '/gen_204', 204, /^$/],
  ['connectivitycheck.grapheneos.network', '/generate_204', 204, /^$/],
  ['captive.apple.com', '/hotspot-detect.html', 200, /<TITLE>Success<\/TITLE>/],
  ['www.apple.com', '/library/test/success.html', 200, /Success/],
  ['www.msftconnecttest.com', '/connecttest.txt', 200, /^Microsoft Connect Test$/],
  ['www.msftncsi.com', '/ncsi.txt', 200, /^Microsoft NCSI$/],
  ['detectportal.firefox.com', '/canonical.html', 200, /captive-portal/],
  ['detectportal.firefox.com', '/success.txt', 200, /^success\n$/],
  ['spectrum.s3.amazonaws.com', '/kindle-wifi/wifistub.html', 200, /81ce4465-7167-4dcb-835b-dcc9e44c112a/],
  ['nmcheck.gnome.org', '/check_network_status.txt', 200, /^NetworkManager is online$/],
];

t.test('B2 every client is sent to the page first, and content after “continue”', async (t) => {
  for (const [host, path, status, body] of CLIENTS) {
    t.match(
      ask(host, path),
      { status: 302, headers: { location: place.welcomeUrl, 'cache-control': 'no-store' } },
      `${host}${path}`,
    );
    const after = ask(host, path, true);
    t.equal(after?.status, status, `${host}${path} continued`);
    t.match(String(after?.body), body);
  }
  t.match(
    ask('www.msftconnecttest.com', '/redirect', true),
    { status: 302 },
    'Windows’ own link always opens the page',
  );
});

t.test('anything else under a foreign name goes to the page, before and after', async (t) => {
  t.match(ask('example.com', '/'), { status: 302 });
  t.match(ask('example.com', '/some/page', true), { status: 302 });
  t.match(ask('example.com', '/api', false, 'POST'), { status: 404 });
});

t.test('the box’s own names are not answered here, whatever the port or case', async (t) => {
  for (const host of ['192.168.4.1', '192.168.4.1:5100', 'StageBox.local', ''])
    t.equal(ask(host, '/generate_204'), undefined, host);
});

t.test('no answer is an empty 200: Android takes that for a broken network', async (t) => {
  for (const { content } of PROBES) if (content?.status === 200) t.ok(content.body.length > 4);
});

t.test('“continue” is remembered by address, for a rehearsal and a show', async (t) => {
  const continued = new Continued();
  t.equal(continued.has('10.0.0.2', 0), false);
  continued.press('10.0.0.2', 0);
  t.equal(continued.has('10.0.0.2', 11 * 3_600_000), true);
  t.equal(continued.has('10.0.0.2', 13 * 3_600_000), false);
  t.equal(continued.has('10.0.0.3', 0), false);
});

const wifi = {
  address: '192.168.4.1',
  netmask: '255.255.255.0',
  family: 'IPv4',
  internal: false,
  mac: '',
  cidr: null,
} as const;
const lan = { ...wifi, address: '10.1.2.3', netmask: '255.0.0.0' };

t.test('the box is named by its address on the client’s own network', async (t) => {
  t.equal(addressFor('192.168.4.77', [lan, wifi]), '192.168.4.1');
  t.equal(addressFor('10.200.0.9', [lan, wifi]), '10.1.2.3');
  t.equal(addressFor('172.16.0.1', [lan, wifi]), '10.1.2.3', 'its first one otherwise');
  t.equal(addressFor('10.0.0.1', []), undefined);
});

t.test('a phone’s way: sent to the welcome page, presses “continue”, is content; another phone is not', async (t) => {
  const captive = createCaptive({
    port: 80,
    interfaces: () => ({ lo: [{ ...wifi, address: '127.0.0.1', internal: true }], wlan0: [wifi] }),
  });
  const get = (host: string, path: string, remoteAddress = '192.168.4.20') =>
    captive({
      method: 'GET',
      path,
      query: new URLSearchParams(),
      header: (name) => (name === 'host' ? host : ''),
      remoteAddress,
      aborted: false,
      body: async () => Buffer.alloc(0),
    });
  t.match(get('captive.apple.com', '/hotspot-detect.html'), {
    status: 302,
    headers: { location: 'http://192.168.4.1/welcome' },
  });
  const welcome = String(get('192.168.4.1', '/welcome')?.body);
  t.match(welcome, /http:\/\/192\.168\.4\.1\//);
  t.notMatch(welcome, /<script/, 'the small browsers that open it have no script worth the name');
  t.equal(get('192.168.4.1', '/'), undefined, 'the page itself is not touched');
  t.match(get('192.168.4.1', '/welcome/continue'), { status: 200 });
  t.match(get('captive.apple.com', '/hotspot-detect.html'), { status: 200, body: /Success/ });
  t.match(get('captive.apple.com', '/hotspot-detect.html', '192.168.4.21'), { status: 302 });
});
