import { execFileSync, spawnSync } from 'node:child_process';
import { pbkdf2Sync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';
import { PATIENCE_MS } from '../harness/patience.js';
import { iwChannels, RULES } from './rules-of-the-air.js';

const PROGRAMS = resolve(import.meta.dirname, '../../../system/usr/lib/stagebox');

/** A folder in which `radio` finds a box with a radio: a fake iw prints what iw would print. */
function stage(settings: string, override?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'radio-'));
  const file = (name: string, text: string) => writeFileSync(join(folder, name), text);
  for (const name of ['bin', 'sys/class/net/wlan0/phy80211', 'identity'])
    mkdirSync(join(folder, name), { recursive: true });
  file('sys/class/net/wlan0/phy80211/name', 'phy0\n');
  file('identity/ssid', 'StageBox-ABCD\n');
  file('identity/password', 'correct-horse\n');
  file('wifi.conf', settings);
  if (override !== undefined) file('radio-override', override);
  for (const country of Object.keys(RULES)) file(`channels-${country}`, iwChannels(country));
  const entries = Object.keys(RULES).map((country) => Buffer.from([...Buffer.from(country), 0, 9]));
  writeFileSync(
    join(folder, 'regulatory.db'),
    Buffer.concat([Buffer.from('RGDB\0\0\0\x14'), ...entries, Buffer.alloc(4), Buffer.from('UK\0\x09')]),
  );
  // The country takes effect some time after it was set, as with the kernel.
  file(
    'bin/iw',
    `#!/bin/sh
cd ${folder}
case "$1 $2 $3" in
  'reg set '*) echo "$3" > wanted; : > asked ;;
  'reg get '*)
    echo . >> asked
    [ "$(wc -l < asked)" -lt 3 ] || [ ! -e "channels-$(cat wanted)" ] || cp wanted country
    printf 'global\\ncountry %s: DFS-ETSI\\n\\nphy#0\\ncountry 99: DFS-UNSET\\n' "$(cat country 2>/dev/null || echo 00)" ;;
  'phy phy0 channels') cat "channels-$(cat country 2>/dev/null || echo 00)" ;;
  'phy phy0 info') cat commands 2>/dev/null ;;
  *) exit 64 ;;
esac
`,
  );
  file('bin/networkctl', '#!/bin/sh\n');
  chmodSync(join(folder, 'bin/iw'), 0o755);
  chmodSync(join(folder, 'bin/networkctl'), 0o755);
  return folder;
}

/** Runs the program there; returns the radio's state. */
function radio(folder: string, more: Readonly<Record<string, string>> = {}): string {
  const env = {
    ...process.env,
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    STAGEBOX_WIFI_SETTINGS: join(folder, 'wifi.conf'),
    STAGEBOX_IDENTITY: join(folder, 'identity'),
    STAGEBOX_RUN: folder,
    STAGEBOX_NETWORK: folder,
    STAGEBOX_SYS: join(folder, 'sys'),
    STAGEBOX_REGULATORY: join(folder, 'regulatory.db'),
    STAGEBOX_RADIO_GROUP: String(process.getgid!()),
    STAGEBOX_WAIT: '0.01',
    ...more,
  };
  execFileSync(join(PROGRAMS, 'radio'), { env, stdio: 'pipe' });
  return readFileSync(join(folder, 'radio.state'), 'utf8').trim();
}

const inFile = (folder: string, name: string) => {
  const text = existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';
  return new Map(text.split('\n').map((line) => [line.split('=')[0]!.trim(), line.slice(line.indexOf('=') + 1)]));
};

t.test('invalid settings are named, and replaced by their defaults', async (t) => {
  const table: readonly [settings: string, said: RegExp | undefined][] = [
    ['', undefined],
    ['mode=access-point\ncountry=DE\nband=2.4\nchannel=11\nsecurity=wpa2\n', undefined],
    ['mode=hotspot\n', /mode is not understood, using 'access-point'/],
    ['country=Spain\n', /country is not understood, using 'ES'/],
    ['band=6\n', /band is not understood, using '5'/],
    ['channel=36; reboot\n', /channel is not understood, using 'auto'/],
    ['security=wep\n', /security is not understood, using 'wpa3'/],
    ['mode=join\n', /there is no network to join/],
    ['mode=join\njoin_ssid=Hall\njoin_password=short\n', /join_password is not understood/],
    ['mode=join\njoin_ssid=Hall "1" \\ $(x)\njoin_password=a b"c\\d1234\n', undefined],
  ];
  for (const [settings, said] of table) {
    const state = radio(stage(settings), { STAGEBOX_RADIO: 'no-radio' });
    t.match(state, /^none this box has no Wi-Fi radio/);
    if (said === undefined) t.notMatch(state, /understood|no network/, JSON.stringify(settings));
    else t.match(state, said, JSON.stringify(settings));
  }
});

t.test('hostapd gets a channel that is allowed in that country, and the status shows what was changed', async (t) => {
  const table: readonly [settings: string, band: '5' | '2.4', channel: string, country: string, said?: RegExp][] = [
    ['', '5', '36', 'ES'],
    ['channel=44\n', '5', '44', 'ES'],
    ['channel=6\n', '2.4', '6', 'ES'],
    ['band=5\nchannel=6\n', '5', '36', 'ES', /channel 6 is none of the 5 GHz band/],
    ['band=2.4\nchannel=36\n', '2.4', '6', 'ES', /channel 36 is none of the 2\.4 GHz band/],
    ['band=2.4\n', '2.4', '6', 'ES'],
    ['band=2.4\nchannel=13\n', '2.4', '13', 'ES'],
    ['country=US\nchannel=13\n', '2.4', '6', 'US', /channel 13 is not usable .* in US/],
    ['country=JP\nchannel=14\n', '2.4', '6', 'JP', /channel 14 is not usable/],
    ['channel=52\n', '5', '36', 'ES', /channel 52 is not usable/],
    ['channel=100\n', '5', '36', 'ES', /channel 100 is not usable/],
    ['country=US\nchannel=149\n', '5', '149', 'US'],
    ['country=US\nchannel=173\n', '5', '36', 'US', /channel 173 is not usable/],
    ['channel=200\n', '5', '36', 'ES', /channel 200 is not usable/],
    ['country=GB\n', '5', '36', 'GB'],
    ['country=UK\n', '5', '36', 'ES', /know no country 'UK', using 'ES'/],
    ['country=CU\n', '5', '149', 'CU'],
    ['country=CU\nchannel=36\n', '5', '149', 'CU', /channel 36 is not usable/],
    ['country=EC\n', '5', '149', 'EC'],
    ['country=AM\n', '2.4', '6', 'AM', /no channel of 5 GHz is usable/],
    ['country=YE\n', '2.4', '6', 'YE', /no channel of 5 GHz is usable/],
    ['country=TG\n', '2.4', '6', 'TG', /names no channel it may open a network on/],
  ];
  for (const [settings, band, channel, country, said] of table) {
    const folder = stage(settings);
    const state = radio(folder);
    const title = JSON.stringify(settings);
    const written = inFile(folder, 'hostapd.conf');
    t.equal(written.get('channel'), channel, title);
    t.equal(written.get('hw_mode'), band === '5' ? 'a' : 'g', title);
    t.equal(written.get('country_code'), country, title);
    t.match(state, new RegExp(`^starting band ${band} GHz, channel ${channel}, country ${country}\\.`), title);
    if (said === undefined) t.match(state, /country [A-Z]{2}\.$/, title);
    else t.match(state, said, title);
  }
});

t.test(
  'if a country does not take effect, the status says so, and the world-wide channels are enough to open',
  async (t) => {
    const folder = stage('country=FR\n');
    const state = radio(folder, { STAGEBOX_REGULATORY: '/nowhere' });
    t.match(state, /^starting band 2\.4 GHz, channel 6, country FR\. the radio has not taken the country FR\./);
  },
);

t.test(
  'sound marked EF goes as voice; a driver that takes no map does not keep the network from opening',
  async (t) => {
    const map = (commands: string) => {
      const folder = stage('');
      writeFileSync(join(folder, 'commands'), commands);
      radio(folder);
      return inFile(folder, 'hostapd.conf').get('qos_map_set');
    };
    const written = map('\tSupported commands:\n\t\t * new_key\n\t\t * set_qos_map\n')!;
    t.equal(map('\tSupported commands:\n\t\t * new_key\n'), undefined);
    t.equal(map(''), undefined);
    const numbers = written.split(',').map(Number);
    t.strictSame(numbers.slice(0, 2), [46, 6], 'EF is user priority 6');
    // The last sixteen are ranges of the eight priorities: together each value of DSCP once.
    const ranges = numbers.slice(-16);
    const covered = Array.from({ length: 8 }, (_, up) => [ranges[2 * up]!, ranges[2 * up + 1]!]);
    t.strictSame(
      covered.flatMap(([from, to]) => Array.from({ length: to! - from! + 1 }, (_, i) => from! + i)),
      Array.from({ length: 64 }, (_, dscp) => dscp),
    );
  },
);

const HOSTAPD = '/usr/sbin/hostapd';
t.test('hostapd itself understands every line', { skip: !existsSync(HOSTAPD) && 'no hostapd here' }, async (t) => {
  const folder = stage('');
  writeFileSync(join(folder, 'commands'), '\t\t * set_qos_map\n');
  radio(folder);
  const file = join(folder, 'hostapd.conf');
  // Without a driver the network cannot open, but the file is read before that.
  const plain = readFileSync(file, 'utf8').replace(/^driver=.*$/m, 'driver=none');
  writeFileSync(file, plain.replace(/^ctrl_interface=.*$/m, `ctrl_interface=${join(folder, 'control')}`));
  const { stdout, stderr } = spawnSync('timeout', ['2', HOSTAPD, file], { encoding: 'utf8' });
  t.notMatch(stdout + stderr, /^Line \d+|unknown|[1-9]\d* errors found/im);
  writeFileSync(file, `${plain}no_such_line=1\n`);
  t.match(spawnSync('timeout', ['2', HOSTAPD, file], { encoding: 'utf8' }).stdout, /^Line \d+/m, 'it would say so');
});

t.test('WPA3 beside WPA2, or WPA2 alone', async (t) => {
  const mixed = stage('');
  radio(mixed);
  const both = inFile(mixed, 'hostapd.conf');
  t.equal(both.get('wpa_key_mgmt'), 'WPA-PSK SAE');
  t.equal(both.get('ieee80211w'), '1');
  const plain = stage('security=wpa2\n');
  radio(plain);
  const alone = inFile(plain, 'hostapd.conf');
  t.equal(alone.get('wpa_key_mgmt'), 'WPA-PSK');
  t.equal(alone.get('ieee80211w'), '0');
  t.notMatch([...alone.keys()].join(' '), /sae/);
});

t.test(
  'what outranks the settings is used and said first; the settings are shown as they are, without the password',
  async (t) => {
    const folder = stage(
      'mode=join\nchannel=149\njoin_ssid=Hall 1\njoin_password=secret-word\n',
      "note=could not join 'Hall 1'.\nmode=access-point\nband=2.4\nchannel=6\nsecurity=wpa2\n",
    );
    t.match(radio(folder), /^starting could not join 'Hall 1'\. band 2\.4 GHz, channel 6, country ES\.$/);
    t.notOk(existsSync(join(folder, 'wpa_supplicant.conf')));
    t.equal(
      readFileSync(join(folder, 'wifi-settings'), 'utf8'),
      'mode=join\ncountry=ES\nband=5\nchannel=149\nsecurity=wpa3\njoin_ssid=Hall 1\njoin_password_set=yes\n',
    );
  },
);

const PASSWORDS = [
  'with spaces in it',
  'a b"c\\d1234',
  '"quoted"',
  '\\x41\\n#$(x)`',
  `${'x"'.repeat(31)}x`,
  '#a#b"c 1234',
];
/** With # after a quotation mark: read as the key that WPA2 makes from name and password. */
const AWKWARD = ['a"b#c d1234', 'aaaaaaaa"#'];

t.test('the network to join is written as it was typed', async (t) => {
  for (const password of PASSWORDS) {
    const folder = stage(`mode=join\njoin_ssid=Hall "1" \\ #\njoin_password=${password}\n`);
    t.match(radio(folder), /^joining joining 'Hall "1" \\ #'\.$/);
    const written = inFile(folder, 'wpa_supplicant.conf');
    t.equal(written.get('psk'), `"${password}"`);
    t.equal(written.get('ssid'), Buffer.from('Hall "1" \\ #').toString('hex'));
  }
  const open = stage('mode=join\njoin_ssid=Hall\n');
  radio(open);
  t.equal(inFile(open, 'wpa_supplicant.conf').get('key_mgmt'), 'NONE');
});

t.test('wpa_supplicant takes every such file', async (t) => {
  if (spawnSync('wpa_supplicant', ['-v']).error) {
    t.comment('not shown: there is no wpa_supplicant here');
    return;
  }
  /** What hostapd reads of the file; then it finds no such interface. */
  const read = (config: string) =>
    spawnSync('wpa_supplicant', ['-K', '-i', 'no-such0', '-D', 'wired', '-dd', '-c', config], {
      encoding: 'utf8',
      timeout: PATIENCE_MS,
    }).stdout;
  const REFUSAL = /Invalid|Failed to (read|parse)|failed to parse/i;
  for (const settings of [
    '',
    'security=wpa2\n',
    ...[...PASSWORDS, ...AWKWARD].map((password) => `join_password=${password}\n`),
  ]) {
    const folder = stage(`mode=join\njoin_ssid=Hall "1" \\ #\n${settings}`);
    radio(folder);
    const said = read(join(folder, 'wpa_supplicant.conf'));
    t.notMatch(said, REFUSAL, JSON.stringify(settings));
    t.ok(
      said.includes(
        Buffer.from('Hall')
          .toString('hex')
          .replace(/..(?=.)/g, '$& '),
      ),
      'the name was read',
    );
    const [, password] = /^join_password=(.*)$/m.exec(settings) ?? [];
    if (password === undefined) continue;
    if (AWKWARD.includes(password)) {
      const key = pbkdf2Sync(password, 'Hall "1" \\ #', 4096, 32, 'sha1').toString('hex');
      t.ok(said.replaceAll(' ', '').includes(key), 'the key of the password was read');
      continue;
    }
    const bytes = /PSK \(ASCII passphrase\) - hexdump_ascii\(len=\d+\):\n((?: {5}.*\n)+)/.exec(said)?.[1] ?? '';
    const hex = bytes
      .split('\n')
      .map((line) => line.slice(5, 5 + 48).replaceAll(/[ _]/g, ''))
      .join('');
    t.equal(hex, Buffer.from(password).toString('hex'), 'the password was read as it was typed');
  }
  const escaped = join(stage(''), 'escaped.conf');
  writeFileSync(escaped, 'network={\n  ssid=48\n  psk=P"a b c d e f"\n}\n');
  t.match(read(escaped), REFUSAL, 'a form that it does not take is seen as one');
});

t.test('hostapd knows every line of its file', async (t) => {
  if (spawnSync('hostapd', ['-v']).error) {
    t.comment('not shown: there is no hostapd here');
    return;
  }
  for (const settings of ['', 'band=2.4\n', 'security=wpa2\n']) {
    const folder = stage(settings);
    radio(folder);
    const { stdout } = spawnSync('hostapd', [join(folder, 'hostapd.conf')], { encoding: 'utf8', timeout: PATIENCE_MS });
    t.notMatch(stdout, /Line \d+|errors found in configuration|Failed to set up interface with/, settings);
    t.match(stdout, /wlan0/, 'it came as far as the interface');
  }
});
