/**
 * The probes with which phones and computers find out whether there is Internet, and the answers that say “yes”. One
 * list; the first match wins. Probes over https are missing: the box cannot answer them and refuses the connection at
 * once. Pure data.
 *
 * A path that only probes use is answered under every name: vendors use the same path on dozens of hosts, and add new
 * ones. A common path (`/`, `/nm`) is answered only under the names listed with it.
 */

/** An answer that means “there is Internet”. */
interface Content {
  readonly status: 200 | 204;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Probe {
  /** The programs that send it. */
  readonly client: string;
  /** The only host names it is answered under, lower case. Undefined: any name. */
  readonly hosts?: readonly string[];
  readonly path: RegExp;
  readonly content: Content;
}

const text = (body: string): Content => ({ status: 200, type: 'text/plain', body });
const html = (body: string): Content => ({ status: 200, type: 'text/html', body });
const nothing: Content = { status: 204, type: 'text/plain', body: '' };

/**
 * NetworkManager (nm-connectivity.c) takes this header as “online”, whatever the body is. Older versions and
 * other programs that use the same address compare the body.
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
  // AOSP NetworkStack, and others with the same paths:
  // - AOSP, config.xml: connectivitycheck.gstatic.com/generate_204, www.google.com/gen_204, play.googleapis.com
  // - Xiaomi: connect.rom.miui.com
  // - Huawei: connectivitycheck.platform.hicloud.com
  // - GrapheneOS: connectivitycheck.grapheneos.network
  // - Fire OS: fireoscaptiveportal.com
  // - ChromeOS: www.gstatic.com
  // - Edge: edge-http.microsoft.com/captiveportal/generate_204
  // - Samsung, Oppo, Vivo, LineageOS and Chrome: Google's hosts
  { client: 'Android, ChromeOS', path: /\/(?:generate_204|gen_204)$/, content: nothing },
  // /e/OS (captive_portal_http_url), and the server of Mike Kuketz that privacy guides for Android name.
  { client: '/e/OS', hosts: ['204.ecloud.global', 'captiveportal.kuketz.de'], path: ROOT, content: nothing },
  // Steam's client and SteamOS.
  { client: 'Steam', hosts: ['test.steampowered.com'], path: /^\/204$/, content: nothing },
  // CaptiveNetworkSupport of iOS and macOS; library/test/success.html up to iOS 6, also under gsp1, attwifi.
  { client: 'Apple', path: /^\/(?:hotspot-detect\.html|library\/test\/success\.html)$/, content: success },
  // iOS 7 and 8 asked these hosts for a random path; captive.apple.com and netcts.cdn-apple.com give every path the
  // same answer.
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
  // ncsi.txt up to 8.1. Windows asks for dns.msftncsi.com by DNS alone, and the name server answers it. `/redirect`,
  // which Windows opens in a browser, is not a probe: like everything else it leads to the page.
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
  // Kindle and older Fire tablets (spectrum.s3.amazonaws.com): they look for the number in the title.
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
  // Arch Linux and its derivatives (ping.archlinux.org).
  { client: 'Arch Linux', path: /^\/nm-check\.txt$/, content: nmOnline },
  // 20-connectivity-ubuntu.conf, also in derivatives of Ubuntu (Linux Mint, Pop!_OS, Zorin, elementary OS). The real
  // server answers 204 with the header. Without the header NetworkManager expects a body, and takes this for a
  // portal.
  {
    client: 'Ubuntu',
    hosts: ['connectivity-check.ubuntu.com'],
    path: ROOT,
    content: networkManager(nothing),
  },
  // network-manager-config-connectivity-debian, also in derivatives of Debian (Raspberry Pi OS).
  { client: 'Debian', hosts: ['network-test.debian.org'], path: /^\/nm$/, content: nmOnline },
  // NetworkManager-config-connectivity-fedora and -redhat: response=OK.
  { client: 'Fedora', path: /^\/static\/hotspot\.txt$/, content: networkManager(text('OK')) },
  { client: 'Red Hat', path: /^\/test\/rhel-networkmanager\.txt$/, content: networkManager(text('OK')) },
  // NetworkManager-branding-openSUSE (conncheck.conf): it sets no response, so NetworkManager's default holds.
  { client: 'openSUSE', hosts: ['conncheck.opensuse.org'], path: ROOT, content: nmOnline },
  // Plasma opens this address when NetworkManager says “portal”; some systems use it as uri. Its server says OK.
  { client: 'KDE', hosts: ['networkcheck.kde.org'], path: ROOT, content: networkManager(text('OK')) },
];

/** The probe that this host and path belong to, if any. `host` is lower case, without port. */
export const probeFor = (host: string, path: string): Probe | undefined =>
  PROBES.find((probe) => (probe.hosts?.includes(host) ?? true) && probe.path.test(path));
