import { hostname } from 'node:os';
import t from 'tap';
import { Continued, captiveAnswer } from '../../../src/app/network/captive.js';
import { addressFor, createCaptive } from '../../../src/app/network/captive-door.js';
import { PROBES, probeFor } from '../../../src/app/network/captive-probes.js';
import { hostNames } from '../../../src/control/publish/about-box.js';
import { frontDoor } from '../../../src/net/front-door.js';
import { OwnHosts } from '../../../src/net/own-hosts.js';

const place = { welcomeUrl: 'http://192.168.4.1/welcome' };
const ask = (host: string, path: string, continued = false) => captiveAnswer({ host, path, continued }, place);

/** What NetworkManager takes for “online” whatever the body is. */
const ONLINE = { 'X-NetworkManager-Status': 'online' };

/**
 * Platform, URL, and the answer with which it accepts the network. Written from the platforms, not from the box's list.
 */
const CLIENTS: [platform: string, url: string, status: number, body: RegExp, headers?: Record<string, string>][] = [
  ['Android', 'http://connectivitycheck.gstatic.com/generate_204', 204, /^$/],
  ['Android, fallback', 'http://www.google.com/gen_204', 204, /^$/],
  ['Android, fallback', 'http://play.googleapis.com/generate_204', 204, /^$/],
  ['Android up to 6', 'http://clients3.google.com/generate_204', 204, /^$/],
  ['Samsung', 'http://connectivitycheck.samsung.com/generate_204', 204, /^$/],
  ['Xiaomi', 'http://connect.rom.miui.com/generate_204', 204, /^$/],
  ['Huawei', 'http://connectivitycheck.platform.hicloud.com/generate_204', 204, /^$/],
  ['Vivo', 'http://wifi.vivo.com.cn/generate_204', 204, /^$/],
  ['GrapheneOS', 'http://connectivitycheck.grapheneos.network/generate_204', 204, /^$/],
  ['/e/OS', 'http://204.ecloud.global/', 204, /^$/],
  ['Kuketz', 'http://captiveportal.kuketz.de/', 204, /^$/],
  ['Fire OS', 'http://fireoscaptiveportal.com/generate_204', 204, /^$/],
  ['Kindle', 'http://spectrum.s3.amazonaws.com/kindle-wifi/wifistub.html', 200, /81ce4465-7167-4dcb-835b-dcc9e44c112a/],
  ['ChromeOS', 'http://www.gstatic.com/generate_204', 204, /^$/],
  ['Edge', 'http://edge-http.microsoft.com/captiveportal/generate_204', 204, /^$/],
  ['Steam', 'http://test.steampowered.com/204', 204, /^$/],
  ['iOS, macOS', 'http://captive.apple.com/hotspot-detect.html', 200, /<TITLE>Success<\/TITLE>.*<BODY>Success<\/BODY>/],
  ['iOS, macOS', 'http://captive.apple.com/', 200, /<TITLE>Success<\/TITLE>/],
  ['iOS, macOS', 'http://netcts.cdn-apple.com/', 200, /<TITLE>Success<\/TITLE>/],
  ['iOS up to 6', 'http://www.apple.com/library/test/success.html', 200, /<TITLE>Success<\/TITLE>/],
  ['iOS up to 6', 'http://gsp1.apple.com/library/test/success.html', 200, /<TITLE>Success<\/TITLE>/],
  ['iOS 7', 'http://www.thinkdifferent.us/p3d5S7u1dQ/Fy6dZ2Cl5o/iKJ7l3kE.html', 200, /<TITLE>Success<\/TITLE>/],
  ['Windows 10', 'http://www.msftconnecttest.com/connecttest.txt', 200, /^Microsoft Connect Test$/],
  ['Windows 10', 'http://ipv6.msftconnecttest.com/connecttest.txt', 200, /^Microsoft Connect Test$/],
  ['Windows 7', 'http://www.msftncsi.com/ncsi.txt', 200, /^Microsoft NCSI$/],
  [
    'Firefox',
    'http://detectportal.firefox.com/canonical.html',
    200,
    /^<meta http-equiv="refresh" content="0;url=https:\/\/support\.mozilla\.org\/kb\/captive-portal"\/>$/,
  ],
  ['Firefox', 'http://detectportal.firefox.com/success.txt', 200, /^success\n$/],
  ['GNOME', 'http://nmcheck.gnome.org/check_network_status.txt', 200, /^NetworkManager is online/, ONLINE],
  ['Ubuntu', 'http://connectivity-check.ubuntu.com/', 204, /^$/, ONLINE],
  ['Debian', 'http://network-test.debian.org/nm', 200, /^NetworkManager is online/, ONLINE],
  ['Fedora', 'http://fedoraproject.org/static/hotspot.txt', 200, /^OK/, ONLINE],
  ['Red Hat', 'http://static.redhat.com/test/rhel-networkmanager.txt', 200, /^OK/, ONLINE],
  ['openSUSE', 'http://conncheck.opensuse.org/', 200, /^NetworkManager is online/, ONLINE],
  ['Arch', 'http://ping.archlinux.org/nm-check.txt', 200, /^NetworkManager is online/, ONLINE],
  ['Manjaro', 'http://ping.manjaro.org/check_network_status.txt', 200, /^NetworkManager is online/, ONLINE],
  ['KDE', 'http://networkcheck.kde.org/', 200, /^OK/, ONLINE],
];

t.test('B2 every client is sent to the page first, and content after “continue”', async (t) => {
  for (const [platform, url, status, body, headers = {}] of CLIENTS) {
    const { host, pathname } = new URL(url);
    const sent = { status: 302, headers: { location: place.welcomeUrl, 'cache-control': 'no-store' } };
    t.match(ask(host, pathname), sent, `${platform} ${url}`);
    const after = ask(host, pathname, true);
    t.match(after, { status, headers: { ...headers, 'cache-control': 'no-store' } }, `${platform} ${url} continued`);
    t.match(String(after?.body), body, `${platform} ${url} continued`);
    if (status === 200) t.ok(after?.headers?.['content-type'], url);
  }
  t.match(
    ask('www.msftconnecttest.com', '/redirect', true),
    { status: 302 },
    'Windows’ own link always opens the page',
  );
});

t.test('the list of probes has only those that a platform asks', async (t) => {
  for (const probe of PROBES) {
    const asking = CLIENTS.map(([, url]) => new URL(url)).filter(
      ({ host, pathname }) => probeFor(host, pathname) === probe,
    );
    t.ok(asking.length > 0, `${probe.client} ${probe.path}`);
  }
});

t.test('a path that any site could have is a probe only under its own host name', async (t) => {
  for (const path of ['/', '/nm', '/204', '/redirect']) t.match(ask('example.com', path, true), { status: 302 }, path);
});

t.test('anything else under a foreign name is redirected to the page, before and after', async (t) => {
  t.match(ask('example.com', '/'), { status: 302 });
  t.match(ask('example.com', '/some/page', true), { status: 302 });
  t.match(ask('', '/generate_204x'), { status: 302 }, 'nor does one without a name');
});

t.test('no answer is an empty 200, which Android reads as a broken network', async (t) => {
  // Up to four bytes count as empty there. Fedora, Red Hat and KDE compare two letters; Android does not ask them.
  for (const { client, content } of PROBES)
    if (content.status === 200) t.ok(content.body === 'OK' || content.body.length > 4, client);
  t.same(
    PROBES.filter(({ content }) => content.body === 'OK').map(({ client }) => client),
    ['Fedora', 'Red Hat', 'KDE'],
  );
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

/** The box's entrance with the captive page on, then the welcome page itself. */
const door = (names: () => readonly string[] = () => []) => {
  const captive = createCaptive({
    port: 80,
    interfaces: () => ({ lo: [{ ...wifi, address: '127.0.0.1', internal: true }], wlan0: [wifi] }),
  });
  const guard = frontDoor({ hosts: new OwnHosts(names), foreign: (request) => captive.foreign(request), pages: true });
  return (host: string, path: string, { remoteAddress = '192.168.4.20', method = 'GET', upgrade = false } = {}) => {
    const request = {
      method,
      path,
      query: new URLSearchParams(),
      header: (name: string) => (name === 'host' ? host : ''),
      remoteAddress,
      aborted: false,
      body: async () => Buffer.alloc(0),
    };
    const end = { localAddress: '192.168.4.1', localPort: 80, secure: false };
    const arrival = { request, upgrade, version: '1.1', hosts: [host], origins: [], hasBody: false, ...end };
    return guard(arrival) ?? captive.own(request);
  };
};

t.test(
  'names under which the box is announced are its own, in any case, also a name that the network changed',
  async (t) => {
    const announced = hostNames('sb-m91TOG5W').map((name) => `${name}.local`);
    t.same(announced, ['stagebox.local', 'stagebox-sb-m91TOG5W.local']);
    const get = door(() => announced);
    for (const host of [...announced, 'stagebox-sb-m91tog5w.local:5100', hostname(), `${hostname()}.local`]) {
      t.equal(get(host, '/'), undefined, host);
      t.equal(get(`${host.replace(/:.*/, '')}:5100`, '/label'), undefined, host);
    }
    t.match(get('stagebox-(2).local', '/'), { status: 302 });
    announced.push('stagebox-(2).local');
    t.equal(get('stagebox-(2).local', '/'), undefined);
  },
);

t.test(
  'under a foreign name only what reads is sent to the page: the rest, and every upgrade, is refused',
  async (t) => {
    const get = door();
    t.match(get('example.com', '/', { method: 'HEAD' }), { status: 302 });
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      t.match(get('captive.apple.com', '/hotspot-detect.html', { method }), { status: 421 }, method);
    t.match(get('example.com', '/mqtt', { upgrade: true }), { status: 421 });
  },
);

t.test(
  'a phone is redirected to the welcome page, presses “continue” and is satisfied; another phone is not',
  async (t) => {
    const get = door();
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
    t.match(get('captive.apple.com', '/hotspot-detect.html', { remoteAddress: '192.168.4.21' }), { status: 302 });
  },
);
