/**
 * A pedal and a MIDI cable move the setlist of a whole box. This machine has neither, so named pipes stand in for the
 * device files: the box opens, reads and loses them as it does a device.
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { devicePaths } from '../../../src/app/remote/device-paths.js';
import { Box } from '../../harness/box.js';
import { until } from '../../harness/until.js';
import { pressed } from './input-events.js';

const PIN = '141421';
// A device's path begins with /dev.
const folder = mkdtempSync('/dev/shm/stagebox-remote-');
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

function pipe(name: string): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return path;
}

const write = (to: WriteStream, bytes: Uint8Array) =>
  new Promise<void>((resolve, reject) => to.write(bytes, (error) => (error ? reject(error) : resolve())));

t.test('a pedal steps, MIDI chooses a song, both come back after a loss; off means off', async (t) => {
  const [pedal, midi] = [pipe('pedal'), pipe('midi')];
  const flags = [`--engineer-pin=${PIN}`, '--source=tones:2', `--midi-in=${midi}`];
  const box = await Box.start(flags);
  t.teardown(() => box.stop());
  const engineer = await box.join('Marta');
  const ask = async (method: string, path: string, body: object) => {
    const answer = await box.fetch(path, { method, token: engineer.token, body: JSON.stringify(body) });
    t.equal(answer.status, 200, `${path} ${JSON.stringify(body)}`);
  };
  await ask('POST', '/api/engineer', { pin: PIN });
  const index = async () =>
    ((await (await box.fetch('/api/setlist', { token: engineer.token })).json()) as { index: number }).index;
  const at = (wanted: number) => until(`the setlist is at ${wanted}`, async () => (await index()) === wanted);
  const set = (body: object) => ask('PUT', '/api/settings', body);
  const songs = ['One', 'Two', 'Three', 'Four'].map((name) => ({ name }));
  await ask('POST', '/api/command', { topic: 'setlist', op: 's', action: 'set', songs });

  let cable = createWriteStream(midi);
  await write(cable, Uint8Array.of(0xc0, 2));
  await at(2);
  await write(cable, Uint8Array.of(0xfe, 0xc9, 126));
  await at(1);
  await write(cable, Uint8Array.of(0xc0, 99));
  await sleep(100);
  t.equal(await index(), 1, 'a song that the list does not have');

  await set({ pedal });
  const foot = createWriteStream(pedal);
  await write(foot, Buffer.concat([pressed(109), pressed(109), pressed(109)]));
  await at(2);
  await sleep(400);
  t.equal(await index(), 2, 'a contact that bounces counts once');
  await write(foot, pressed(104));
  await at(1);
  await write(foot, pressed(62));
  await at(3);

  // The cable is pulled and plugged in again.
  cable.end();
  await until('the box says so', () =>
    [...box.lines, ...box.errors].some((line) => line.includes('is no longer read')),
  );
  cable = createWriteStream(midi);
  await write(cable, Uint8Array.of(0xc0, 0));
  await at(0);

  await set({ pedal: 'off' });
  foot.on('error', () => undefined);
  await write(foot, pressed(109)).catch(() => undefined);
  await sleep(300);
  t.equal(await index(), 0);
  cable.end();
});

t.test('auto takes every device of its kind; what is not there is none', async (t) => {
  for (const name of ['midiC1D0', 'midiC2D1', 'pcmC1D0c', 'usb-Pedal-event-kbd', 'usb-Mouse-event-mouse'])
    execFileSync('touch', [join(folder, name)]);
  const kind = { folder, name: /^midiC\d+D\d+$/ };
  t.same(devicePaths('auto', kind).sort(), [join(folder, 'midiC1D0'), join(folder, 'midiC2D1')]);
  t.same(devicePaths('off', kind), []);
  t.same(devicePaths('/dev/snd/midiC9D0', kind), ['/dev/snd/midiC9D0']);
  t.same(devicePaths('auto', { folder: '/dev/none', name: /./ }), []);
});
