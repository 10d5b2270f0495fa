import { must, type Scenario, until } from '../scenario.js';
import { MOUNT_TOOLS, TOOLS } from '../tool-disk.js';

/** Stations besides the box's own radio. */
const STATIONS = 16;
const BOX = '192.168.77.1';

interface Probe {
  readonly url: string;
  readonly address?: string;
  readonly status?: number;
  readonly location?: string;
  readonly body?: string;
  readonly error?: string;
}

/** What each platform asks to find out whether there is Internet. Before "continue", all but Apple's may only be sent on. */
const PROBES = [
  'http://connectivitycheck.gstatic.com/generate_204',
  'http://play.googleapis.com/generate_204',
  'http://www.google.com/gen_204',
  'http://captive.apple.com/hotspot-detect.html',
  'http://www.apple.com/library/test/success.html',
  'http://www.msftconnecttest.com/connecttest.txt',
  'http://www.msftncsi.com/ncsi.txt',
  'http://www.msftconnecttest.com/redirect',
  'http://detectportal.firefox.com/canonical.html',
  'http://detectportal.firefox.com/success.txt',
  'http://spectrum.s3.amazonaws.com/kindle-wifi/wifistub.html',
  'http://nmcheck.gnome.org/check_network_status.txt',
  'http://connectivity-check.ubuntu.com/',
  'http://example.com/anything',
] as const;

const lines = (text: string): Probe[] => text.split('\n').map((line) => JSON.parse(line) as Probe);
const inPhone = (number: number, command: string) => `ip netns exec phone${number} ${command}`;
const identity = 'ssid=$(cat /data/identity/ssid) password=$(cat /data/identity/password)';

/** The box's own radio and phones on it, simulated by the kernel's mac80211_hwsim. */
export const wifi: readonly Scenario[] = [
  {
    name: 'wifi: a radio appears and the own Wi-Fi opens; a phone joins with the QR, the wrong password does not',
    async run(bench) {
      const guest = await bench.guest();
      await guest.shell.must(MOUNT_TOOLS);
      await guest.shell.must(`modprobe mac80211_hwsim radios=${STATIONS + 1}`);
      await until(
        'access point',
        180,
        () => guest.shell.run('iw dev wlan0 info | grep -q "type AP" && systemctl is-active stagebox-dhcp'),
        ({ status }) => status === 0,
      );
      bench.note(await guest.shell.must('cat /run/stagebox/radio.state'));
      const address = () => guest.shell.must('ip -4 -o addr show dev wlan0');
      await until('its address', 120, address, (text) => text.includes(`${BOX}/24`));
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
      const answers = lines(
        await guest.shell.must(inPhone(1, `node ${TOOLS}/probe.mjs ${PROBES.join(' ')} http://${BOX}/`), 400_000),
      );
      for (const { url, address, status, location, error } of answers)
        bench.note(`${url} → ${address ?? '-'} ${status ?? error} ${location ?? ''}`);
      const own = answers.at(-1)!;
      must(own.status === 200, `the page over the radio: ${JSON.stringify(own)}`);
      const lost = answers.filter(({ address, error }) => error !== undefined || address !== BOX);
      must(lost.length === 0, `not answered by the box: ${JSON.stringify(lost)}`);
      const passed = answers
        .slice(0, -1)
        .filter(({ status, location }) => status !== 302 || !location?.startsWith('http://'));
      must(
        passed.length === 0,
        `not sent to the page: ${passed.map(({ url, status }) => `${url} ${status}`).join(', ')}`,
      );
      const after = lines(
        await guest.shell.must(
          inPhone(
            1,
            `node ${TOOLS}/probe.mjs http://${BOX}/welcome http://${BOX}/welcome/continue ${PROBES.join(' ')}`,
          ),
          400_000,
        ),
      );
      must(
        after[0]!.status === 200 && after[1]!.status === 200,
        `the welcome page: ${JSON.stringify(after.slice(0, 2))}`,
      );
      const satisfied: readonly [url: RegExp, status: number, body: RegExp][] = [
        [/generate_204|gen_204/, 204, /^$/],
        [/hotspot-detect|library\/test/, 200, /<TITLE>Success<\/TITLE>/],
        [/connecttest\.txt/, 200, /^Microsoft Connect Test$/],
        [/ncsi\.txt/, 200, /^Microsoft NCSI$/],
        [/canonical\.html/, 200, /support\.mozilla\.org\/kb\/captive-portal/],
        [/success\.txt/, 200, /^success\n$/],
        [/wifistub/, 200, /81ce4465-7167-4dcb-835b-dcc9e44c112a/],
        [/check_network_status/, 200, /^NetworkManager is online/],
      ];
      const unsatisfied = after.filter(({ url, status, body }) =>
        satisfied.some(([pattern, wanted, text]) => pattern.test(url) && (status !== wanted || !text.test(body ?? ''))),
      );
      must(unsatisfied.length === 0, `after "continue": ${JSON.stringify(unsatisfied)}`);
      bench.note('after "continue" every one of them is told what it wants to hear');
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
      for (let number = 3; number <= STATIONS; number++) {
        const joined = await guest.shell.run(
          `${identity}; ${TOOLS}/station.sh up ${number} "$ssid" "$password"`,
          300_000,
        );
        must(joined.status === 0, `phone ${number}: ${joined.text}`);
      }
      const stations = await guest.shell.must('iw dev wlan0 station dump | grep -c ^Station');
      must(stations === String(STATIONS), `${stations} stations are joined`);
      const addresses = await guest.shell.must(
        `for i in $(seq ${STATIONS}); do ip netns exec phone$i ip -4 -o addr show dev wlan$i | awk '{print $4}'; done | sort -u | wc -l`,
      );
      must(addresses === String(STATIONS), `${addresses} different addresses`);
      bench.note(`${stations} stations, ${addresses} addresses`);
    },
  },
];
