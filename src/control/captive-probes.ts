/**
 * What phones and computers ask to find out whether there is Internet, and the answer that says “there is”. One list,
 * first match wins. Pure data. Questions in https are not here: the box cannot answer them, it refuses the connection
 * at once.
 *
 * A path that is nobody's but a probe's is answered under every name: vendors ask the same one of dozens of hosts,
 * and add new ones. A path that could be anybody's (`/`, `/nm`) is answered under the names that are asked alone.
 */

/** An answer that says “there is Internet”. */
export interface Content {
  readonly status: 200 | 204;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Probe {
  /** Who asks. */
  readonly client: string;
  /** Asked under these names alone, lower case; under any where undefined. */
  readonly hosts?: readonly string[];
  readonly path: RegExp;
  readonly content: Content;
}

const text = (body: string): Content => ({ status: 200, type: 'text/plain', body });
const html = (body: string): Content => ({ status: 200, type: 'text/html', body });
const nothing: Content = { status: 204, type: 'text/plain', body: '' };

/**
 * NetworkManager (src/core/nm-connectivity.c) takes this header for “online” whatever the body is; older and other
 * programs that read the same address compare the body.
 */
const networkManager = (content: Content): Content => ({
  ...content,
  headers: { 'X-NetworkManager-Status': 'online' },
});
const nmOnline = networkManager(text('NetworkManager is online'));
const success = html('<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>');
const ANY = /^\//;
const ROOT = /^\/$/;

export const PROBES: readonly Probe[] = [
  // AOSP NetworkStack (config.xml: connectivitycheck.gstatic.com/generate_204, www.google.com/gen_204,
  // play.googleapis.com), and with the same paths: Samsung, Xiaomi (connect.rom.miui.com), Huawei
  // (connectivitycheck.platform.hicloud.com), Oppo, Vivo, GrapheneOS (connectivitycheck.grapheneos.network),
  // LineageOS (Google's), Fire OS (fireoscaptiveportal.com), ChromeOS (www.gstatic.com), Chrome, Edge
  // (edge-http.microsoft.com/captiveportal/generate_204).
  { client: 'Android, ChromeOS', path: /\/(?:generate_204|gen_204)$/, content: nothing },
  // /e/OS (captive_portal_http_url), and the server of Mike Kuketz that privacy guides for Android name.
  { client: '/e/OS', hosts: ['204.ecloud.global', 'captiveportal.kuketz.de'], path: ROOT, content: nothing },
  // Steam's client and SteamOS.
  { client: 'Steam', hosts: ['test.steampowered.com'], path: /^\/204$/, content: nothing },
  // CaptiveNetworkSupport of iOS and macOS; library/test/success.html up to iOS 6, also under gsp1, attwifi.
  { client: 'Apple', path: /^\/(?:hotspot-detect\.html|library\/test\/success\.html)$/, content: success },
  // iOS 7 and 8 asked these with a random path; captive.apple.com and netcts.cdn-apple.com answer the same to every
  // path.
  {
    client: 'Apple',
    hosts: [
      'captive.apple.com',
      'netcts.cdn-apple.com',
      'www.appleiphonecell.com',
      'www.itools.info',
      'www.ibook.info',
      'www.airport.us',
      'www.thinkdifferent.us',
    ],
    path: ANY,
    content: success,
  },
  // NCSI (registry NlaSvc\Parameters\Internet: ActiveWebProbe*): Windows 10 and 11, with ipv6.msftconnecttest.com;
  // ncsi.txt up to 8.1. The name dns.msftncsi.com is asked by DNS alone: the name server answers it. `/redirect`,
  // which Windows opens in a browser, is no question: like all else it leads to the page.
  { client: 'Windows', path: /^\/connecttest\.txt$/, content: text('Microsoft Connect Test') },
  { client: 'Windows', path: /^\/ncsi\.txt$/, content: text('Microsoft NCSI') },
  // Firefox (captivedetect.canonicalURL and canonicalContent, compared without white space around;
  // network.connectivity-service.*).
  {
    client: 'Firefox',
    path: /^\/canonical\.html$/,
    content: html('<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>'),
  },
  { client: 'Firefox', path: /^\/success\.txt$/, content: text('success\n') },
  // Kindle and older Fire tablets (spectrum.s3.amazonaws.com): the number in the title is what they look for.
  {
    client: 'Kindle',
    path: /^\/kindle-wifi\/wifistub\.html$/,
    content: html(
      '<html><head><title>81ce4465-7167-4dcb-835b-dcc9e44c112a</title></head><body>81ce4465-7167-4dcb-835b-dcc9e44c112a</body></html>',
    ),
  },
  // NetworkManager, by what each distribution sets as [connectivity] uri in
  // /usr/lib/NetworkManager/conf.d/20-connectivity*.conf. GNOME's own (nmcheck.gnome.org), Manjaro
  // (ping.manjaro.org), Arch formerly (www.archlinux.org).
  { client: 'GNOME, Manjaro', path: /^\/check_network_status\.txt$/, content: nmOnline },
  // Arch and what is built on it (ping.archlinux.org).
  { client: 'Arch Linux', path: /^\/nm-check\.txt$/, content: nmOnline },
  // 20-connectivity-ubuntu.conf, also where Ubuntu is underneath (Linux Mint, Pop!_OS, Zorin, elementary OS). The
  // server answers 204 with the header, and NetworkManager waits for a body otherwise: without the header this is a
  // portal.
  {
    client: 'Ubuntu',
    hosts: ['connectivity-check.ubuntu.com'],
    path: ROOT,
    content: networkManager(nothing),
  },
  // network-manager-config-connectivity-debian, also where Debian is underneath (Raspberry Pi OS).
  { client: 'Debian', hosts: ['network-test.debian.org'], path: /^\/nm$/, content: nmOnline },
  // NetworkManager-config-connectivity-fedora and -redhat: response=OK.
  { client: 'Fedora', path: /^\/static\/hotspot\.txt$/, content: networkManager(text('OK')) },
  { client: 'Red Hat', path: /^\/test\/rhel-networkmanager\.txt$/, content: networkManager(text('OK')) },
  // NetworkManager-branding-openSUSE (conncheck.conf): no response set, so NetworkManager's usual one.
  { client: 'openSUSE', hosts: ['conncheck.opensuse.org'], path: ROOT, content: nmOnline },
  // Plasma opens this one when NetworkManager says “portal”; some systems have it as uri. The server says OK.
  { client: 'KDE', hosts: ['networkcheck.kde.org'], path: ROOT, content: networkManager(text('OK')) },
];

/** The probe that asks this, if one does. `host` is lower case, without port. */
export const probeFor = (host: string, path: string): Probe | undefined =>
  PROBES.find((probe) => (probe.hosts?.includes(host) ?? true) && probe.path.test(path));
