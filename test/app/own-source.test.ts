/**
 * An attacker may have written the box's own settings file over the network. A source in
 * it must not be opened if it could do harm.
 */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readSettings } from '../../src/app/settings/settings.js';

t.test('a source in the box’s own settings file is a plain device or a file of the box; flags are free', async (t) => {
  const folder = t.testdir();
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  writeFileSync(join(folder, 'outside.wav'), '');
  symlinkSync(join(folder, 'outside.wav'), join(dataDir, 'out.wav'));
  const read = (source: unknown, ...flags: string[]) => {
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ source, name: 'Sala 2' }));
    const { ok, settings } = readSettings({ argv: ['--data-dir', dataDir, ...flags], env: {} });
    t.ok(ok, 'it never stops the start');
    t.equal(settings.values.get('name'), 'Sala 2', 'the rest of the file is used');
    return { source: settings.values.get('source'), left: settings.left.join('\n') };
  };
  for (const source of [
    'demo',
    'tones:4',
    'alsa:hw:CARD=X18,DEV=0',
    'alsa:stagein',
    `wav:${dataDir}/late.wav`,
    'alsa:hw:0',
    'alsa:hw:1,0',
    'alsa:plughw:X18,0,0',
    'alsa:hw:CARD=X18',
    'alsa:default:CARD=X18',
  ])
    t.same(read(source), { source, left: '' });
  for (const source of [
    "alsa:file:'|id>/tmp/x',raw",
    'alsa:{type file file "|id" slave.pcm null format raw}',
    "alsa:plug:'x'",
    'alsa:file:x',
    'alsa:file:FILE=x,FORMAT=raw',
    'alsa:plug:hw',
    "alsa:hw:'0'",
    'alsa:hw:{0}',
    'alsa:hw:0\nfile:x',
    `wav:${dataDir}/out.wav`,
    `wav:${dataDir}/../outside.wav`,
    'wav:/dev/zero',
  ])
    t.match(read(source), { source: 'auto', left: /"source".*not allowed/ }, source);
  for (const source of ["alsa:file:'x',raw", 'wav:/anywhere/x.wav'])
    t.equal(read('demo', '--source', source).source, source, "the operator's own");
});
