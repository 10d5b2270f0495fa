import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';

const MERGE = resolve(import.meta.dirname, '../../../system/usr/lib/stagebox/wifi-merge');

t.test('a change keeps the values it does not name; band and channel go together', async (t) => {
  const table: readonly [settings: string | undefined, changes: string, merged: string][] = [
    [undefined, 'band=2.4\n', 'band=2.4\n'],
    [
      'mode=join\ncountry=DE\njoin_ssid=Hall\njoin_password=a b"c\\d1234\n',
      'band=2.4\n',
      'mode=join\ncountry=DE\nband=2.4\njoin_ssid=Hall\njoin_password=a b"c\\d1234\n',
    ],
    ['country=DE\n', 'country=GB\n', 'country=GB\n'],
    ['join_ssid=Hall\njoin_password=secret-word\n', 'join_password=\n', 'join_password=\njoin_ssid=Hall\n'],
    ['band=5\nsecurity=wpa2\n', 'channel=6\n', 'channel=6\nsecurity=wpa2\n'],
    ['band=2.4\nchannel=6\n', 'channel=auto\n', 'band=2.4\nchannel=auto\n'],
    ['band=2.4\nchannel=6\n', 'band=5\n', 'band=5\n'],
    ['band=5\nchannel=36\n', 'band=2.4\n', 'band=2.4\n'],
    ['band=5\nchannel=44\n', 'band=5\n', 'band=5\nchannel=44\n'],
    ['band=2.4\nchannel=11\n', 'band=2.4\n', 'band=2.4\nchannel=11\n'],
    ['band=2.4\n', 'band=5\nchannel=36\n', 'band=5\nchannel=36\n'],
    ['a stray line\nmode=off\nmode=join\n', 'country=FR\n', 'mode=join\ncountry=FR\n'],
  ];
  const sorted = (text: string) => text.split('\n').sort();
  for (const [settings, changes, merged] of table) {
    const folder = mkdtempSync(join(tmpdir(), 'wifi-merge-'));
    if (settings !== undefined) writeFileSync(join(folder, 'old'), settings);
    writeFileSync(join(folder, 'new'), changes);
    const text = execFileSync(MERGE, [join(folder, 'old'), join(folder, 'new')], { encoding: 'utf8' });
    t.strictSame(sorted(text), sorted(merged), `${JSON.stringify(settings)} + ${JSON.stringify(changes)}`);
  }
});
