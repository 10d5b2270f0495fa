/**
 * How many touches a musician or an engineer needs for what they do most. A tap or a drag counts as one; typing does
 * not. `docs/page.md` shows the same table.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { until } from '../harness/until.js';
import { CountedTouches } from './harness/counted-touches.js';
import { boxHasDb, command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { hears } from './harness/hearing.js';
import { PIN, stage } from './harness/page-test.js';

const CHANNELS = 16;
const { box, pageTest } = await stage(`--source=tones:${CHANNELS}`);
const desk = await newEngineer(box, PIN, 'Marta');

const docs = readFileSync(fileURLToPath(new URL('../../../docs/page.md', import.meta.url)), 'utf8');

/** A task took this many touches, and the documents say so. */
function took(t: Test, hand: CountedTouches, task: string, touches: number): void {
  t.equal(hand.taken(), touches, task);
  const row = docs.split('\n').find((line) => line.startsWith(`| ${task} `));
  t.match(row ?? '', new RegExp(`^\\| ${task} +\\| ${touches} `), `docs/page.md: ${task}`);
}

await pageTest('from the first visit to one’s own sound', async ({ t, open }) => {
  await command(box, desk, 'channel/4', { set: { name: 'Bass', icon: 'bass' } });
  const { page, screen } = await open();
  const hand = new CountedTouches(page);
  await screen.nameField.fill('Nil');
  await hand.tap(screen.button('start'));
  await hand.tap(screen.button('role_bass'));
  await hand.tap(screen.button('makeMyMix'));
  await screen.stop.waitFor();
  took(t, hand, 'First visit to sound, one input fits the instrument', 3);
  const all = Array.from({ length: CHANNELS }, (_, ch) => ch);
  t.same(await hears(page, CHANNELS, all), all);
});

await pageTest('from the first visit to sound, with a choice of inputs', async ({ t, open }) => {
  const { page, screen } = await open();
  const hand = new CountedTouches(page);
  await screen.nameField.fill('Pau');
  await hand.tap(screen.button('start'));
  await hand.tap(screen.button('role_keys'));
  await hand.tap(screen.inputsToPick.filter({ hasText: /^750 Hz/ }));
  await hand.tap(screen.button('makeMyMix'));
  await screen.stop.waitFor();
  took(t, hand, 'First visit to sound, the input picked by hand', 4);
});

await pageTest('a musician in a song', async ({ t, musician }) => {
  const device = await newDevice(box, 'Ana');
  await command(box, device, `device/${device.uuid}`, { action: 'own', channels: [2] });
  await command(box, desk, 'setlist', { action: 'set', songs: [{ name: 'One' }, { name: 'Two' }] });
  await command(box, desk, 'setlist', { action: 'allow', anyone: true });
  await command(box, desk, 'setlist', { action: 'goto', index: 0 });
  const { page, screen } = await musician('Ana', { device });
  const hand = new CountedTouches(page);
  const has = (channel: number, db: number) => () => boxHasDb(box, device, channel, db);

  await hand.tap(screen.listen);
  await screen.stop.waitFor();
  took(t, hand, 'The next day: hear again', 1);

  const before = await screen.shownDb(2);
  await hand.tap(screen.button('moreMe'));
  await until('louder', has(2, before + 1));
  took(t, hand, 'More of me by 1 dB', 1);
  await hand.tap(screen.button('lessMe'));
  await until('as before', has(2, before));
  took(t, hand, 'Less of me by 1 dB', 1);

  await hand.tap(screen.mute(3));
  await until('muted', async () => (await mixOf(box, device)).channels[3].mute);
  took(t, hand, 'Mute an input', 1);
  await hand.tap(screen.undo);
  await until('not muted', async () => !(await mixOf(box, device)).channels[3].mute);
  took(t, hand, 'Undo', 1);

  await hand.drag(screen.fader(2), { x: 0, y: -3 }, async () => (await screen.shownDb(2)) > before + 2);
  took(t, hand, 'A level', 1);
  await hand.tap(screen.button('saveForSong', { name: 'One' }));
  await screen.message('One').waitFor();
  took(t, hand, 'Save the mix for the present song', 1);
  const saved = (await mixOf(box, device)).channels[2].gain;
  t.ok(saved > 0.55, 'the level is up');
  // The engineer goes to the next song and comes back: the musician touches nothing.
  await command(box, desk, 'setlist', { action: 'goto', index: 1 });
  await command(box, device, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 2, v: 0.25 }] });
  await command(box, desk, 'setlist', { action: 'goto', index: 0 });
  await until('the mix of the song is back', async () => (await mixOf(box, device)).channels[2].gain === saved);
  took(t, hand, 'Recall the mix of a song', 0);
});

await pageTest('an engineer: into a mix, to the next musician, a trim', async ({ t, musician, engineer }) => {
  await musician('Bea');
  await musician('Cai');
  const { page, screen } = await engineer('Marta', { device: desk });
  const hand = new CountedTouches(page);
  await hand.tap(screen.person('Bea').getByRole('button', { name: 'Mix Bea' }));
  await screen.mixer();
  took(t, hand, 'Open a musician’s mix', 1);
  const whose = page.getByRole('navigation', { name: 'Whose mix' });
  await hand.tap(whose.getByRole('button', { name: 'Cai' }));
  await screen.bar.getByRole('heading', { name: 'Cai', exact: true }).waitFor();
  took(t, hand, 'The next musician', 1);

  await page.goto(`${new URL(page.url()).origin}/#/desk/channels`);
  await screen.input('250 Hz').click();
  const trim = screen.sheet.getByRole('slider', { name: 'Trim' });
  await trim.scrollIntoViewIfNeeded();
  const shown = async () => Number(await trim.getAttribute('aria-valuenow'));
  await hand.drag(trim, { x: 1, y: 0 }, async () => (await shown()) >= 6);
  await until('the box has it', async () => {
    const answer = await box.fetch('/api/channels', { token: desk.token });
    const { channels } = (await answer.json()) as { channels: { index: number; trimDb: number }[] };
    return channels.find(({ index }) => index === 0)?.trimDb === 6;
  });
  took(t, hand, 'Trim an input by 6 dB', 1);
});
