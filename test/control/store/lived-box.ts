/** A box in which people have done a little of everything, and its backup. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlBox, Device } from '../support/box.js';
import { ask, joinBox, joinEngineer, Link, startBox } from '../support/box.js';

// biome-ignore lint/suspicious/noExplicitAny: a file that tests spoil in every way
export type BackupFile = any;

/** A box that has one row of every table, two of most; and its backup. */
export async function lived(): Promise<{ box: ControlBox; anna: Device; engineer: Device; backup: BackupFile }> {
  const box = await startBox();
  const anna = await joinBox(box, 'Anna', 'anna');
  const ben = await joinBox(box, 'Ben', 'ben');
  const engineer = await joinEngineer(box);
  const [a, e] = [await Link.open(box, anna), await Link.open(box, engineer)];
  const done = async (link: Link, topic: string, payload: Record<string, unknown>) => {
    const reply = await link.command(topic, payload);
    if (!reply.ok) throw new Error(JSON.stringify(reply));
    return reply;
  };
  await done(a, 'mix/anna', { set: [{ p: 'gain', ch: 1, v: 0.7 }], gesture: 'g1' });
  await done(a, 'mix/anna', { set: [{ p: 'master', v: 0.7 }] });
  await done(a, 'history/anna', { action: 'undo' });
  await done(a, 'device/anna', { action: 'own', channels: [1, 2] });
  await done(a, 'device/anna', { action: 'groups', groups: [{ name: 'Drums', color: '#1e90ff', channels: [1, 2] }] });
  await done(a, 'device/anna', { action: 'ear', ear: { ms: 38, spreadMs: 0.4 } });
  await done(e, 'setlist', { action: 'set', songs: [{ name: 'One' }, { name: 'Two' }] });
  await done(e, 'setlist', { action: 'goto', index: 1 });
  const songs = (await ask(box, 'GET', '/api/setlist', { token: anna.token })).body.songs;
  await done(a, 'preset/anna', { action: 'save', name: 'Soft', song: songs[0].id });
  await done(e, 'channel/3', { set: { name: 'Kick', color: '#ff0000', icon: 'kick', trimDb: 6 }, compensate: true });
  await done(e, 'channel/4', { set: { link: 5 } });
  await done(e, 'strip/3', { action: 'set', set: { hpOn: true, eq2Db: -6 } });
  await done(e, 'strip/4', { action: 'copy', from: 3 });
  await done(e, 'channels', { action: 'order', order: Array.from({ length: 16 }, (_, i) => 15 - i) });
  await done(e, 'house', { from: 'anna' });
  await done(e, 'device/ben', { action: 'lock', lock: 'engineer' });
  const session = (await done(a, 'session', { action: 'create', name: 'Band' })).id;
  await done(a, `session/${session}`, { action: 'join' });
  await done(a, `session/${session}`, { action: 'message', text: 'hello' });
  await done(a, 'ask/anna', { action: 'ask', p: 'gain', ch: 2, v: 1 });
  await done(a, 'ask/anna', { action: 'ask', text: 'more me' });
  await done(e, 'offer/anna', { action: 'make', set: [{ p: 'gain', ch: 3, v: 0.4 }] });
  const { id } = await done(e, 'check', { action: 'start' });
  await done(a, 'check', { action: 'heard', id, listening: true });
  const kept = (await done(e, 'scene', { action: 'save', name: 'Soundcheck' })).id;
  await done(e, 'scene', { action: 'recall', id: kept });
  const soundcheck = (await done(e, 'message', { action: 'send', text: 'Soundcheck', alert: true })).id;
  await done(a, 'message', { action: 'seen', ids: [soundcheck] });
  await done(a, 'message', { action: 'send', text: 'On my way', re: soundcheck });
  await done(e, 'panic', { level: 'dim' });
  const { body } = await ask(box, 'GET', '/api/backup', { token: engineer.token });
  await done(e, 'panic', { level: 'off' });
  await Promise.all([a.close(), e.close()]);
  void ben;
  const active = async () =>
    (await ask(box, 'GET', '/api/devices', { token: anna.token })).body.devices.some(
      (each: { active: boolean }) => each.active,
    );
  while (await active()) await sleep(5);
  return { box, anna, engineer, backup: body };
}

export const keys = (file: BackupFile, table: string): string[] =>
  Object.keys(file.rows).filter((key) => key.startsWith(`${table}/`));

export const row = (file: BackupFile, table: string, nth = 0): BackupFile => file.rows[keys(file, table)[nth]!];
