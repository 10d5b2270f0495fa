import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';

const RADIO = resolve(import.meta.dirname, '../../../system/usr/lib/stagebox/radio');

/** Runs the program with these settings where there is no radio. */
function radio(settings: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'radio-'));
  writeFileSync(join(folder, 'wifi.conf'), settings);
  const env = {
    ...process.env,
    STAGEBOX_WIFI_SETTINGS: join(folder, 'wifi.conf'),
    STAGEBOX_RUN: folder,
    STAGEBOX_NETWORK: folder,
    STAGEBOX_RADIO: 'no-radio',
  };
  execFileSync(RADIO, { env, stdio: 'pipe' });
  return readFileSync(join(folder, 'radio.state'), 'utf8').trim();
}

t.test('settings that make no sense are named, and replaced by their defaults', async (t) => {
  const table: readonly [settings: string, said: RegExp | undefined][] = [
    ['', undefined],
    ['mode=access-point\ncountry=DE\nband=2.4\nchannel=11\n', undefined],
    ['mode=hotspot\n', /mode is not understood, using 'access-point'/],
    ['country=Spain\n', /country is not understood, using 'ES'/],
    ['band=6\n', /band is not understood, using '5'/],
    ['channel=36; reboot\n', /channel is not understood, using 'auto'/],
    ['mode=join\n', /there is no network to join/],
    ['mode=join\njoin_ssid=Hall\njoin_password=short\n', /join_password is not understood/],
    ['mode=join\njoin_ssid=Hall "1" \\ $(x)\njoin_password=a b"c\\d1234\n', undefined],
  ];
  for (const [settings, said] of table) {
    const state = radio(settings);
    t.match(state, /^none this box has no Wi-Fi radio/);
    if (said === undefined) t.notMatch(state, /understood|no network/, JSON.stringify(settings));
    else t.match(state, said, JSON.stringify(settings));
  }
});
