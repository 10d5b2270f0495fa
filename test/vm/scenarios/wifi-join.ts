import { BOX, inPhone } from '../radio.js';
import { must, type Scenario, until } from '../scenario.js';
import { MOUNT_TOOLS, TOOLS } from '../tool-disk.js';
import { STATIONS } from './wifi.js';

/** Another network, with every difficulty in its name and password. */
const HALL = { ssid: 'Hall "1" \\', password: 'a hall "7" \\x' } as const;
const hallNetwork = (radio: string) => `interface=${radio}
driver=nl80211
ssid=${HALL.ssid}
hw_mode=g
channel=1
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase=${HALL.password}
`;
/** Shell code that writes a file with any content. */
const file = (path: string, text: string) => `echo ${Buffer.from(text).toString('base64')} | base64 -d > ${path}`;

/** The box as a guest in another Wi-Fi: hostapd on the last phone's radio, in that phone's network namespace. */
export const wifiJoin: readonly Scenario[] = [
  {
    name: 'wifi: the box joins another Wi-Fi and serves the page there; if it cannot join, it opens its own and says why',
    async run(bench) {
      const guest = await bench.guest();
      const { shell } = guest;
      for (let number = 1; number <= STATIONS; number++) await shell.run(`${TOOLS}/station.sh down ${number}`);
      const hall = (program: string) => inPhone(STATIONS, program);
      await shell.must(
        `${MOUNT_TOOLS}; [ -d /sys/module/mac80211_hwsim ] || modprobe mac80211_hwsim radios=${STATIONS + 1}
ip netns add phone${STATIONS} 2>/dev/null
phy=$(cat /sys/class/net/wlan${STATIONS}/phy80211/name 2>/dev/null) && iw phy $phy set netns name phone${STATIONS}
mkdir -p /run/hall; ${file('/run/hall/hostapd.conf', hallNetwork(`wlan${STATIONS}`))}
${hall(`ip addr flush dev wlan${STATIONS}`)}; ${hall(`ip link set wlan${STATIONS} down`)}
${hall('hostapd -B -P /run/hall/hostapd.pid -f /run/hall/log /run/hall/hostapd.conf')} || { cat /run/hall/log; exit 1; }
${hall(`ip addr add 10.20.0.1/24 dev wlan${STATIONS}`)}
${hall(`dnsmasq --conf-file=/dev/null --port=0 --user=root --interface=wlan${STATIONS} --bind-interfaces --dhcp-range=10.20.0.10,10.20.0.50,1h --dhcp-leasefile=/run/hall/leases --pid-file=/run/hall/dnsmasq.pid`)}`,
      );
      const ask = (settings: string) =>
        shell.must(
          `cd /run/stagebox-requests && rm -f /run/stagebox/radio.state && ${file('.new', settings)} && mv .new wifi`,
        );
      const states = (what: string, pattern: RegExp) =>
        until(
          what,
          400,
          () => shell.run('cat /run/stagebox/radio.state; journalctl -b -q -n 3 -o cat -u stagebox-join >&2'),
          ({ text }) => pattern.test(text),
        );

      await ask(`mode=join\njoin_ssid=${HALL.ssid}\njoin_password=${HALL.password}\n`);
      const { text: joined } = await states('joined', /^joined /);
      bench.note(joined.split('\n')[0]!);
      const [, address] = /address (10\.20\.0\.\d+)/.exec(joined) ?? [];
      must(address !== undefined, `no address of that network: ${joined}`);
      const page = JSON.parse(await shell.must(hall(`node ${TOOLS}/probe.mjs http://${address}:5100/`), 200_000)) as {
        status?: number;
      };
      must(page.status === 200, `the page over the joined Wi-Fi: ${JSON.stringify(page)}`);
      bench.note(`the page answers at http://${address}:5100/`);
      const kept = await shell.must('cat /run/stagebox/wifi-settings; stat -c %a /data/settings/wifi.conf');
      must(/^join_password_set=yes$/m.test(kept) && !kept.includes(HALL.password), `the box shows: ${kept}`);
      must(/^600$/m.test(kept), `the settings file is not for root alone: ${kept}`);

      for (const [settings, pattern] of [
        ['join_password=not-the-password\n', /^access-point could not join 'Hall "1" \\': (the password is wrong|it )/],
        ['join_ssid=No such hall\n', /^access-point could not join 'No such hall': no network of that name/],
      ] as const) {
        await ask(settings);
        const { text } = await states(settings.trim(), pattern);
        bench.note(text.split('\n')[0]!);
        await shell.must('iw dev wlan0 info | grep -q "type AP" && systemctl is-active stagebox-ap stagebox-dhcp');
        await until(
          'its own address',
          120,
          () => shell.must('ip -4 -o addr show dev wlan0'),
          (now) => now.includes(`${BOX}/24`),
        );
      }

      await shell.run('kill $(cat /run/hall/hostapd.pid) $(cat /run/hall/dnsmasq.pid)');
      await ask('mode=access-point\n');
      await states('its own Wi-Fi again', /^access-point band /);
      const country = await shell.must('cat /data/settings/wifi.conf');
      must(/^join_ssid=No such hall$/m.test(country), `a change took other settings with it: ${country}`);
    },
  },
];
