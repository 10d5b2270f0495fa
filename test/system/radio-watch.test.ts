import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';

const WATCH = resolve(import.meta.dirname, '../../../system/usr/lib/stagebox/radio-watch');

/** A network that accepts the station: its name, and the address it gives. */
type Joins = { readonly address: string } | { readonly log: string };

/**
 * The watch beside a radio that opens only with some configurations. A fake `radio-apply` handles the override as
 * `radio` does, as far as the watch sees it. A fake systemctl counts a restart of hostapd at each call, as if it
 * failed. Time passes only during a sleep.
 */
function stage(state: string, opensWith: RegExp, joins: Joins = { log: '' }) {
  const folder = mkdtempSync(join(tmpdir(), 'radio-watch-'));
  const program = (name: string, text: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\ncd ${folder}\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  mkdirSync(join(folder, 'bin'));
  copyFileSync(WATCH, join(folder, 'radio-watch'));
  writeFileSync(join(folder, 'radio.state'), `${state}\n`);
  writeFileSync(join(folder, 'wifi-settings'), 'mode=join\njoin_ssid=Hall 1\njoin_password_set=yes\n');
  writeFileSync(join(folder, 'hostapd.conf'), 'channel=36\n');
  writeFileSync(join(folder, 'configuration'), 'as set\n');
  program(
    'radio-apply',
    `cp radio-override configuration
sed 's/^/applied: /' radio-override >> story
printf 'starting %s band.\\n' "$(sed -n 's/^note=//p' radio-override)" > radio.state`,
  );
  program(
    'bin/iw',
    `case "$*" in
  'dev wlan0 info') grep -qE '${opensWith.source}' configuration && printf '\\ttype AP\\n\\tchannel 6 (2437 MHz)\\n' || printf '\\ttype managed\\n' ;;
  'dev wlan0 station dump') ${'address' in joins ? "printf '\\tauthorized:\\tyes\\n'" : ':'} ;;
esac`,
  );
  program('bin/ip', 'address' in joins ? `echo "3: wlan0    inet ${joins.address}/24 scope global wlan0"` : ':');
  program('bin/journalctl', 'log' in joins ? `echo '${joins.log}'` : ':');
  writeFileSync(join(folder, 'uptime'), '1000.00 0.00\n');
  program('bin/sleep', `read -r now _ < uptime; echo "$((\${now%.*} + $1)).00 0.00" > uptime`);
  program('bin/systemctl', `echo . >> asked; case "$*" in *NRestarts*) wc -l < asked ;; esac`);
  execFileSync(join(folder, 'radio-watch'), {
    env: {
      ...process.env,
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      STAGEBOX_RUN: folder,
      STAGEBOX_SYS: folder,
      STAGEBOX_JOIN_LIMIT: '10',
      STAGEBOX_UPTIME: join(folder, 'uptime'),
    },
    stdio: 'pipe',
  });
  return readFileSync(join(folder, 'radio.state'), 'utf8').trim();
}

t.test('the status says that the own Wi-Fi is open once it is, not before', async (t) => {
  t.equal(
    stage('starting band 5 GHz, channel 36, country ES. ', /as set/),
    'access-point band 5 GHz, channel 36, country ES.',
  );
  t.equal(stage('off switched off by the settings. ', /as set/), 'off switched off by the settings.');
});

t.test('an own Wi-Fi that does not open is tried in simpler forms, which are reported; or it has failed', async (t) => {
  t.equal(
    stage('starting band 5 GHz. ', /^channel=6$/),
    'access-point The own Wi-Fi does not open on channel 36, using 2.4 GHz. band.',
  );
  t.equal(
    stage('starting band 5 GHz. ', /^security=wpa2$/),
    'access-point The own Wi-Fi does not open on channel 36, using 2.4 GHz and WPA2 only. band.',
  );
  t.match(stage('starting band 5 GHz. ', /never/), /^failed the own Wi-Fi does not open on this radio\. /);
});

t.test('the box joins a network that accepts it; otherwise its own Wi-Fi opens and says why', async (t) => {
  const joining = "joining joining 'Hall 1'. channel 6 is none. ";
  t.equal(
    stage(joining, /never/, { address: '10.1.2.3' }),
    "joined joined 'Hall 1', address 10.1.2.3. channel 6 is none.",
  );
  for (const [log, why] of [
    ['wlan0: CTRL-EVENT-SSID-TEMP-DISABLED id=0 ssid="Hall 1" reason=WRONG_KEY', 'the password is wrong'],
    ['wlan0: CTRL-EVENT-SSID-TEMP-DISABLED id=0 ssid="Hall 1" reason=CONN_FAILED', 'it does not let the box in'],
    ['wlan0: CTRL-EVENT-NETWORK-NOT-FOUND', 'no network of that name is in reach'],
  ] as const) {
    const state = stage(joining, /^mode=access-point$/, { log });
    t.ok(state.startsWith(`access-point could not join 'Hall 1': ${why}`), state);
    t.match(state, /own Wi-Fi is open instead, until the next start/);
  }
  t.match(
    stage(joining, /^channel=6$/, { log: '' }),
    /^access-point could not join 'Hall 1': .* The own Wi-Fi does not open on channel 36, using 2\.4 GHz\./,
    'both at once',
  );
});
