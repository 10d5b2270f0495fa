import type { Guest } from '../guest.js';
import { BOX, inPhone, joinWifi, openWifi } from '../radio.js';
import { must, type Scenario } from '../scenario.js';
import { TOOLS } from '../tool-disk.js';

/** Stations besides the box's own radio. */
export const STATIONS = 16;
/** URLs requested by one script. */
const PART = 12;

interface Answer {
  readonly url: string;
  readonly address?: string;
  readonly status?: number;
  readonly location?: string;
  /** The X-NetworkManager-Status header. */
  readonly nm?: string;
  readonly body?: string;
  readonly error?: string;
}

/** A platform's probe, and the answer with which it believes that there is Internet. */
interface Check {
  readonly url: string;
  readonly status: 200 | 204;
  readonly body: RegExp;
  readonly nm?: 'online';
}

const NOTHING = { status: 204, body: /^$/ } as const;
const SUCCESS = { status: 200, body: /<TITLE>Success<\/TITLE>/ } as const;
const NM_ONLINE = { status: 200, body: /^NetworkManager is online/, nm: 'online' } as const;
const NM_OK = { status: 200, body: /^OK/, nm: 'online' } as const;

/** Written from the platforms, not from the box's list: a platform that the box forgets fails here. */
const CHECKS: readonly Check[] = [
  { url: 'http://connectivitycheck.gstatic.com/generate_204', ...NOTHING },
  { url: 'http://play.googleapis.com/generate_204', ...NOTHING },
  { url: 'http://www.google.com/gen_204', ...NOTHING },
  { url: 'http://connect.rom.miui.com/generate_204', ...NOTHING },
  { url: 'http://connectivitycheck.platform.hicloud.com/generate_204', ...NOTHING },
  { url: 'http://connectivitycheck.grapheneos.network/generate_204', ...NOTHING },
  { url: 'http://204.ecloud.global/', ...NOTHING },
  { url: 'http://fireoscaptiveportal.com/generate_204', ...NOTHING },
  { url: 'http://captive.apple.com/hotspot-detect.html', ...SUCCESS },
  { url: 'http://netcts.cdn-apple.com/', ...SUCCESS },
  { url: 'http://www.apple.com/library/test/success.html', ...SUCCESS },
  { url: 'http://www.msftconnecttest.com/connecttest.txt', status: 200, body: /^Microsoft Connect Test$/ },
  { url: 'http://www.msftncsi.com/ncsi.txt', status: 200, body: /^Microsoft NCSI$/ },
  {
    url: 'http://detectportal.firefox.com/canonical.html',
    status: 200,
    body: /support\.mozilla\.org\/kb\/captive-portal/,
  },
  { url: 'http://detectportal.firefox.com/success.txt', status: 200, body: /^success\n$/ },
  {
    url: 'http://spectrum.s3.amazonaws.com/kindle-wifi/wifistub.html',
    status: 200,
    body: /81ce4465-7167-4dcb-835b-dcc9e44c112a/,
  },
  { url: 'http://nmcheck.gnome.org/check_network_status.txt', ...NM_ONLINE },
  { url: 'http://connectivity-check.ubuntu.com/', ...NOTHING, nm: 'online' },
  { url: 'http://network-test.debian.org/nm', ...NM_ONLINE },
  { url: 'http://fedoraproject.org/static/hotspot.txt', ...NM_OK },
  { url: 'http://static.redhat.com/test/rhel-networkmanager.txt', ...NM_OK },
  { url: 'http://conncheck.opensuse.org/', ...NM_ONLINE },
  { url: 'http://ping.archlinux.org/nm-check.txt', ...NM_ONLINE },
  { url: 'http://ping.manjaro.org/check_network_status.txt', ...NM_ONLINE },
  { url: 'http://networkcheck.kde.org/', ...NM_OK },
];
const CHECKED = CHECKS.map(({ url }) => url);

/** Not probes: they lead to the page before "continue" and after it. */
const FOREIGN = ['http://www.msftconnecttest.com/redirect', 'http://example.com/anything'];

/** The box itself, and its answers there; the label is for a computer on the cable. */
const OWN: readonly (readonly [url: string, status: number])[] = [
  [`http://${BOX}/`, 200],
  ['http://stagebox.local/', 200],
  ['http://stagebox.local:5100/label', 403],
];

/** The answers that phone 1 gets for these, in this order. In parts: a script to the guest has a limited length. */
async function ask(guest: Guest, urls: readonly string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < urls.length; at += PART) {
    const part = urls.slice(at, at + PART).join(' ');
    const text = await guest.shell.must(inPhone(1, `node ${TOOLS}/probe.mjs ${part}`), 400_000);
    answers.push(...text.split('\n').map((line) => JSON.parse(line) as Answer));
  }
  return answers;
}

/** The box's own radio and phones on it, simulated by the kernel's mac80211_hwsim. */
export const wifi: readonly Scenario[] = [
  {
    name: 'wifi: when a radio appears, the box opens its own Wi-Fi; a phone joins with the QR code, a wrong password fails',
    async run(bench) {
      const guest = await bench.guest();
      bench.note(await openWifi(guest, STATIONS));
      const qr = await guest.shell.must("sed -n 's/^qr=//p' /run/stagebox/wifi.conf");
      const [, ssid, password] = /^WIFI:T:WPA;S:([^;]+);P:([^;]+);;$/.exec(qr) ?? [];
      must(ssid !== undefined && password !== undefined, `the QR says ${qr}`);
      const wrong = await guest.shell.run(`${TOOLS}/station.sh up 1 '${ssid}' 'not-the-password' WPA-PSK`, 200_000);
      must(wrong.status === 1, `a wrong password: ${wrong.text}`);
      bench.note(`wrong password: ${wrong.text.split('\n').at(-1)}`);
      await guest.shell.run(`${TOOLS}/station.sh down 1`);
      for (const [number, security] of [
        [1, 'WPA-PSK'],
        [2, 'SAE'],
      ] as const) {
        const joined = await guest.shell.run(
          `${TOOLS}/station.sh up ${number} '${ssid}' '${password}' ${security}`,
          300_000,
        );
        must(joined.status === 0 && joined.text.includes('192.168.77.'), `${security}: ${joined.text}`);
        bench.note(
          `${security === 'SAE' ? 'WPA3' : 'WPA2'}: joined with the QR's words, address ${joined.text.split('\n').at(-1)}`,
        );
      }
    },
  },
  {
    name: "wifi: every platform's connectivity check is answered so that the page opens",
    async run(bench) {
      const guest = await bench.guest();
      const before = await ask(guest, [...CHECKED, ...FOREIGN, ...OWN.map(([url]) => url)]);
      for (const { url, address, status, location, error } of before)
        bench.note(`${url} → ${address ?? '-'} ${status ?? error} ${location ?? ''}`);
      const lost = before.filter(({ address, error }) => error !== undefined || address !== BOX);
      must(lost.length === 0, `not answered by the box: ${JSON.stringify(lost)}`);
      const own = before.slice(-OWN.length).filter(({ status }, i) => status !== OWN[i]![1]);
      must(own.length === 0, `the box under its own names: ${JSON.stringify(own)}`);
      const isSentOn = ({ status, location }: Answer) => status === 302 && location === `http://${BOX}/welcome`;
      const passed = before.slice(0, -OWN.length).filter((answer) => !isSentOn(answer));
      must(
        passed.length === 0,
        `not sent to the page: ${passed.map(({ url, status }) => `${url} ${status}`).join(', ')}`,
      );
      const pages = await ask(guest, [`http://${BOX}/welcome`, `http://${BOX}/welcome/continue`]);
      must(
        pages.every(({ status }) => status === 200),
        `the welcome page: ${JSON.stringify(pages)}`,
      );
      const after = await ask(guest, [...CHECKED, ...FOREIGN]);
      must(after.length === CHECKED.length + FOREIGN.length, `${after.length} answers`);
      const unsatisfied = CHECKS.flatMap((wanted, i) => {
        const { url, status, body, nm } = after[i]!;
        const satisfied = url === wanted.url && status === wanted.status && wanted.body.test(body ?? '');
        return satisfied && nm === wanted.nm ? [] : [after[i]];
      });
      must(unsatisfied.length === 0, `after "continue": ${JSON.stringify(unsatisfied)}`);
      const stray = after.slice(CHECKS.length).filter((answer) => !isSentOn(answer));
      must(stray.length === 0, `not sent to the page after "continue": ${JSON.stringify(stray)}`);
      bench.note(`after "continue" each of the ${CHECKS.length} checks above hears what its platform waits for`);
      const windows = await guest.shell.must(
        inPhone(1, `${TOOLS}/busybox nslookup -type=a dns.msftncsi.com ${BOX} | grep -c 131.107.255.255`),
      );
      must(windows === '1', 'the name Windows asks for resolves wrongly');
      const foreign = await guest.shell.run(
        inPhone(
          1,
          `${TOOLS}/busybox timeout 20 ${TOOLS}/busybox nslookup -type=a example.org 9.9.9.9 | grep -c ${BOX}`,
        ),
        60_000,
      );
      must(foreign.text === '1', `a foreign name server was reached: ${foreign.text}`);
      bench.note('a phone with a name server of its own gets the box too');
    },
  },
  {
    name: 'wifi: a port scan from a phone finds only the ports of the contract; https is refused, not silent',
    async run(bench) {
      const guest = await bench.guest();
      const scan = await guest.shell.must(inPhone(1, `node ${TOOLS}/scan.mjs ${BOX}`), 400_000);
      bench.note(scan.replace('\n', '; '));
      const open = /^open (.*)$/m
        .exec(scan)?.[1]
        ?.split(' ')
        .filter((port) => !['53', '80', '1883', '5100', '5101', '5102'].includes(port));
      must(open?.length === 0, `open too: ${open?.join(', ')}`);
      must(/^refused .*\b443\b/m.test(scan), 'https is not refused at once');
      const neighbour = await guest.shell.run(
        inPhone(
          1,
          `${TOOLS}/busybox ping -c 2 -W 2 $(${inPhone(2, "ip -4 -o addr show dev wlan2 | awk '{print $4}' | cut -d/ -f1")})`,
        ),
      );
      must(neighbour.status !== 0, 'one phone reaches another');
      bench.note('phones do not reach each other');
    },
  },
  {
    name: 'wifi: the page, the sound and mDNS arrive over the radio',
    async run(bench) {
      const guest = await bench.guest();
      const heard = JSON.parse(
        await guest.shell.must(inPhone(1, `node ${TOOLS}/listen.mjs ${BOX} 15 960`), 200_000),
      ) as { packets: number; lost: number; peak: number };
      bench.note(`15 s over the radio: ${JSON.stringify(heard)}`);
      must(heard.packets > 100 && heard.peak > 1000, 'there is no sound');
      const address = await guest.shell.must(
        inPhone(2, "ip -4 -o addr show dev wlan2 | awk '{print $4}' | cut -d/ -f1"),
      );
      const seen = await guest.shell.run(inPhone(2, `node ${TOOLS}/mdns.mjs ${address}`), 120_000);
      must(seen.status === 0, `mDNS is not seen: ${seen.text}`);
      bench.note(`mDNS: ${seen.text}`);
    },
  },
  {
    name: 'wifi: sixteen phones at once',
    async run(bench) {
      const guest = await bench.guest();
      for (let number = 3; number <= STATIONS; number++) await joinWifi(guest, number);
      const stations = await guest.shell.must('iw dev wlan0 station dump | grep -c ^Station');
      must(stations === String(STATIONS), `${stations} stations are joined`);
      const reported = await guest.shell.must('sleep 5; grep -c ^Station /run/stagebox/radio-report');
      must(reported === String(STATIONS), `${reported} stations are reported to the service`);
      const addresses = await guest.shell.must(
        `for i in $(seq ${STATIONS}); do ip netns exec phone$i ip -4 -o addr show dev wlan$i | awk '{print $4}'; done | sort -u | wc -l`,
      );
      must(addresses === String(STATIONS), `${addresses} different addresses`);
      bench.note(`${stations} stations, ${addresses} addresses`);
    },
  },
];
