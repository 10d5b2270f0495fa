import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import t from 'tap';
import { isNetworkSource, networkSourceFault } from '../../../src/audio/source/network-source.js';

const folder = mkdtempSync(join(tmpdir(), 'network-source-'));
t.teardown(() => rmSync(folder, { recursive: true }));
const data = join(folder, 'data');
mkdirSync(join(data, 'takes'), { recursive: true });
mkdirSync(join(folder, 'data-of-others'));
for (const path of ['data/song.wav', 'data/takes/my song.wav', 'outside.wav', 'data-of-others/song.wav'])
  writeFileSync(join(folder, path), '');
symlinkSync(join(folder, 'outside.wav'), join(data, 'out.wav'));
symlinkSync(folder, join(data, 'up'));
symlinkSync(join(folder, 'not-there-yet.wav'), join(data, 'dangling.wav'));
symlinkSync(join(data, 'song.wav'), join(data, 'inside.wav'));
symlinkSync(join(data, 'loop.wav'), join(data, 'loop.wav'));
symlinkSync('/dev/zero', join(data, 'zero.wav'));
execFileSync('mkfifo', [join(data, 'pipe.wav')]);

t.test('a source name from the network has one plain form', async (t) => {
  for (const spec of [
    'auto',
    'demo',
    'tones',
    'tones:1',
    'tones:64',
    'alsa:hw:CARD=X18,DEV=0',
    'alsa:plughw:CARD=X18_1,DEV=12',
    'alsa:hw:CARD=U-Phoria,DEV=0',
  ])
    t.ok(isNetworkSource(spec, [data]), spec);
});

t.test('text that ALSA would interpret is refused, and the answer says what is allowed', async (t) => {
  for (const spec of [
    "alsa:file:'|id>/tmp/x',raw",
    'alsa:file:"|id",raw',
    'alsa:null',
    'alsa:default',
    'alsa:',
    'alsa:hw:0',
    'alsa:hw:0,0',
    'alsa:hw:CARD=X18',
    'alsa:hw:CARD=X18,DEV=0,SUBDEV=0',
    "alsa:hw:CARD='X18',DEV=0",
    'alsa:hw:CARD=X18,DEV=0 ',
    'alsa:hw:CARD=X18,DEV=0\n',
    "alsa:hw:CARD=X18,DEV=0\nfile:'|id',raw",
    'alsa:hw:CARD=X18,DEV=0x1',
    'alsa:hw:CARD=X18,DEV=-1',
    'alsa:hw:CARD=,DEV=0',
    'alsa:hw:CARD=$HOME,DEV=0',
    'alsa:hw:CARD={a 1},DEV=0',
    'alsa:hw:CARD=ＸＩ,DEV=0',
    'alsa:hw:CARD=abcdefghijklmnop,DEV=0',
    "alsa:plug:'hw:CARD=X18,DEV=0'",
    'alsa:plug:{slave.pcm {type file file "|id"}}',
    'alsa:plugplughw:CARD=X18,DEV=0',
    'alsa:dsnoop:CARD=X18,DEV=0',
    'alsa:{type file file "|id" slave.pcm null format raw}',
    'ALSA:hw:CARD=X18,DEV=0',
    ' alsa:hw:CARD=X18,DEV=0',
    'hw:CARD=X18,DEV=0',
    'tones:0',
    'tones:65',
    'tones:',
    'tones:1e1',
    'demo:',
    'auto ',
    '',
    'wav:',
    'http://x/y.wav',
    '__proto__',
    7,
    null,
    undefined,
    {},
    ['demo'],
  ]) {
    t.notOk(isNetworkSource(spec, [data]), JSON.stringify(spec));
    t.match(networkSourceFault(spec, [data]), /takes|must lie/);
  }
});

t.test("a WAV file lies in the box's own folders, every link followed", async (t) => {
  const inside = [
    'song.wav',
    'takes/my song.wav',
    'inside.wav',
    'not there yet.wav',
    'no folder yet/take.wav',
    'takes/../song.wav',
  ];
  for (const path of inside) t.ok(isNetworkSource(`wav:${data}/${path}`, [data]), path);
  t.ok(isNetworkSource(`wav:${relative('.', join(data, 'song.wav'))}`, [data]), 'as the box itself would find it');
  t.ok(isNetworkSource(`wav:${folder}/data-of-others/song.wav`, [data, join(folder, 'data-of-others')]));
  for (const path of [
    '/etc/passwd',
    '/dev/zero',
    `${data}/../outside.wav`,
    `${data}/out.wav`,
    `${data}/up/outside.wav`,
    `${data}/up/not-there-yet.wav`,
    `${data}/dangling.wav`,
    `${data}/loop.wav`,
    `${data}/zero.wav`,
    `${data}/song.wav/x`,
    `${folder}/data-of-others/song.wav`,
    `${data}/../data-of-others/song.wav`,
    data,
    `${data}/song.wav\n`,
    `${data}/song.wav\0`,
  ])
    t.match(networkSourceFault(`wav:${path}`, [data]), /must lie in|it takes/, JSON.stringify(path));
  t.equal(networkSourceFault(`wav:${data}/pipe.wav`, [data]), 'it is not a regular file');
  t.equal(networkSourceFault(`wav:${data}/takes`, [data]), 'it is not a regular file');
  t.notOk(isNetworkSource(`wav:${data}/song.wav`, []), 'no folder, no file');
});

t.test('a file outside gets the same refusal whether it exists or not', async (t) => {
  const [there, missing] = ['outside.wav', 'nothing.wav'].map((name) =>
    networkSourceFault(`wav:${folder}/${name}`, [data]),
  );
  t.equal(there, missing);
});

t.test('a path is still inside if only the data folder itself is a link', async (t) => {
  symlinkSync(data, join(folder, 'link'));
  t.ok(isNetworkSource(`wav:${folder}/link/song.wav`, [join(folder, 'link')]));
  t.ok(isNetworkSource(`wav:${data}/song.wav`, [join(folder, 'link')]));
});
