/** Undo of the setlist: songs, order, and the songs of presets come back. */
import t from 'tap';
import { ask } from './support/box.js';
import { stage } from './support/stage.js';

t.test('the last change of the setlist is taken back, and made again', async (t) => {
  const { box, anna, a, e } = await stage(t);
  const list = async () => (await ask(box, 'GET', '/api/setlist', { token: anna.token })).body;
  const names = async () => (await list()).songs.map(({ name }: { name: string }) => name);
  const preset = async () =>
    (await ask(box, 'GET', `/api/presets/${anna.uuid}`, { token: anna.token })).body.presets[0];
  t.match(await e.command('setlist', { action: 'undo' }), { code: 'nothing_to_undo' });
  t.equal((await list()).canUndo, false);
  await e.command('setlist', { action: 'set', songs: [{ name: 'One' }, { name: 'Two' }] });
  const { songs } = await list();
  await a.command(`preset/${anna.uuid}`, { action: 'save', name: 'Soft', song: songs[1].id });
  await e.command('setlist', { action: 'goto', index: 1 });
  await e.command('setlist', { action: 'set', songs: [songs[0], { name: 'Three' }] });
  t.same([await names(), (await list()).index, (await preset()).song], [['One', 'Three'], -1, null]);
  t.match(await a.command('setlist', { action: 'undo' }), { code: 'forbidden' });
  t.ok((await e.command('setlist', { action: 'undo' })).ok);
  t.match(await list(), { songs, index: 1, canUndo: true });
  t.equal((await preset()).song, songs[1].id, 'the preset is for its song again');
  await e.command('setlist', { action: 'undo' });
  t.same([await names(), (await preset()).song], [['One', 'Three'], null]);
  await e.command('setlist', { action: 'undo' });
  t.same(await names(), ['One', 'Two']);
});

t.test('the song that plays stays the present one', async (t) => {
  const { box, anna, e } = await stage(t);
  const list = async () => (await ask(box, 'GET', '/api/setlist', { token: anna.token })).body;
  await e.command('setlist', { action: 'set', songs: [{ name: 'One' }, { name: 'Two' }, { name: 'Three' }] });
  const { songs } = await list();
  await e.command('setlist', { action: 'goto', index: 0 });
  await e.command('setlist', { action: 'set', songs: [{ name: 'Opener' }, ...songs] });
  await e.command('setlist', { action: 'goto', index: 3 });
  await e.command('setlist', { action: 'undo' });
  t.match(await list(), { songs, index: 2 });
});
