import t from 'tap';
import { faderGain, gainToDb } from '../../../../src/web/fader/taper.js';
import { GroupHand, toggleMutes } from '../../../../src/web/musician/groups/group-levels.js';
import { channelsOf, groupsOf, membersOf } from '../../../../src/web/musician/groups/grouping.js';

const strip = (ch: number, name: string, icon: string, more: { pair?: number; mine?: boolean } = {}) => ({
  ch,
  pair: more.pair,
  name,
  icon,
  color: '#e85347',
  mine: more.mine === true,
});
const LIST = [
  strip(6, 'Ana', 'vocal', { mine: true }),
  strip(0, 'Kick', 'kick'),
  strip(1, 'Snare', 'snare'),
  strip(2, 'OH', 'cymbal', { pair: 3 }),
  strip(4, 'Bass', 'bass'),
  strip(5, 'Choir', 'vocal'),
];
const made = (id: string, channels: number[]) => ({ id, name: id.toUpperCase(), color: '#123456', channels });
const shape = (groups: ReturnType<typeof groupsOf>) =>
  groups.map(({ key, members }) => [key, members.map(({ ch }) => ch)]);

t.test('me first, then the groups people made in their order, then the rest by kind', async (t) => {
  t.same(shape(groupsOf(LIST, [])), [
    ['me', [6]],
    ['vocals', [5]],
    ['bass', [4]],
    ['drums', [0, 1, 2]],
  ]);
  const groups = groupsOf(LIST, [made('kit', [0, 1, 3]), made('low', [0, 4])]);
  t.same(shape(groups), [
    ['me', [6]],
    ['kit', [0, 1, 2]],
    ['low', [0, 4]],
    ['vocals', [5]],
  ]);
  t.match(groups[1], { name: 'KIT', color: '#123456', icon: 'kick' });
  t.match(groups[2], { icon: 'groups' }, 'of different kinds');
});

t.test('my own channels may be in such a group and stay mine; a group of absent channels is hidden', async (t) => {
  t.same(shape(groupsOf(LIST, [made('voices', [5, 6]), made('gone', [60])])), [
    ['me', [6]],
    ['voices', [6, 5]],
    ['bass', [4]],
    ['drums', [0, 1, 2]],
  ]);
});

t.test('a pair belongs to the group of either channel and is kept with both', async (t) => {
  const pair = LIST[3];
  for (const ch of [2, 3]) t.same(membersOf(LIST, [ch]), [pair]);
  t.same(channelsOf([LIST[4], pair]), [2, 3, 4]);
});

t.test('a group faded out in one movement and back in another is as before', async (t) => {
  const from = [faderGain(-3), faderGain(-10.5), 0];
  const hand = new GroupHand();
  hand.begin(from);
  const silent = hand.move(0);
  t.same(silent, [0, 0, 0]);
  hand.begin(silent);
  const back = hand.move(from[0]);
  t.same(
    back.map((gain) => Math.round(gainToDb(gain) * 10) / 10),
    from.map((gain) => Math.round(gainToDb(gain) * 10) / 10),
  );
});

t.test('a level somebody moved between two movements counts from then on', async (t) => {
  const hand = new GroupHand();
  hand.begin([faderGain(-6), faderGain(-6)]);
  const [left] = hand.move(faderGain(-12));
  hand.begin([left, faderGain(-20)]);
  const next = hand.move(faderGain(-6));
  t.ok(Math.abs(gainToDb(next[0]) + 6) < 0.051);
  t.ok(Math.abs(gainToDb(next[1]) + 14) < 0.051);
});

t.test('levels are not squeezed at the top: the loudest of a group gets there first', async (t) => {
  const hand = new GroupHand();
  hand.begin([faderGain(0), faderGain(-8)]);
  t.same(
    hand.move(faderGain(12)).map((gain) => Math.round(gainToDb(gain))),
    [12, 4],
  );
});

t.test('unmuting a group leaves muted the channels that were muted on their own', async (t) => {
  t.same(toggleMutes([false, true], []), [true, true]);
  t.same(toggleMutes([true, true], [false, true]), [false, true]);
  t.same(toggleMutes([true, true], []), [false, false], 'nothing known: all open');
  t.same(toggleMutes([true, true], [true, true]), [false, false]);
  t.same(toggleMutes([true, true], [false]), [false, false], 'another group’s memory');
});
