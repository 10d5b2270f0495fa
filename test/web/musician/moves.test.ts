import t from 'tap';
import { faderGain, gainToDb } from '../../../src/web/fader/taper.js';
import { contrast, inkOn, luminance } from '../../../src/web/model/ink.js';
import { familyOf } from '../../../src/web/model/mix/families.js';
import { pairName, stripsOf } from '../../../src/web/model/mix/strips.js';
import { groupGain, moveGroup } from '../../../src/web/musician/groups/group-levels.js';
import { FindMe } from '../../../src/web/musician/welcome/find-me.js';
import { startingMix } from '../../../src/web/musician/welcome/starting-mix.js';

const channel = (index: number, name: string, icon: string, link: number | null = null) => ({
  index,
  name,
  icon,
  color: '#e85347',
  link,
  trimDb: 0,
  compensationDb: 0,
});

t.test('a group keeps the differences between its channels, also through silence within one movement', async (t) => {
  const from = [faderGain(-6), faderGain(-12), 0];
  t.equal(groupGain(from), from[0]);
  const up = moveGroup(from, faderGain(0));
  t.ok(Math.abs(gainToDb(up[0])) < 1e-9);
  t.ok(Math.abs(gainToDb(up[1]) + 6) < 1e-9);
  t.equal(up[2], 0);
  t.same(moveGroup(from, 0), [0, 0, 0]);
  t.same(moveGroup([0, 0], 0.5), [0.5, 0.5]);
  t.same(
    moveGroup(from, from[0]).map((gain) => gain.toFixed(6)),
    from.map((gain) => gain.toFixed(6)),
  );
});

t.test(
  'the starting mix names every channel once for each value, in range, with me on top and in the middle',
  async (t) => {
    const channels = [
      channel(0, 'Kick', 'kick'),
      channel(1, 'OH L', 'cymbal'),
      channel(2, 'OH R', 'cymbal'),
      channel(3, 'Bajo', 'line'),
      channel(4, 'Guitarra', 'guitar'),
      channel(5, 'Voz Ana', 'vocal'),
      channel(6, 'Coro', 'vocal'),
      channel(7, '?', 'mic'),
    ];
    for (const role of ['vocals', 'drums', 'others'] as const) {
      const set = startingMix(role, channels, [5]);
      const keys = set.map(({ p, ch }) => `${p}:${ch}`);
      t.equal(new Set(keys).size, keys.length);
      t.equal(keys.length, 1 + 5 * channels.length);
      const gains = new Map(set.filter(({ p }) => p === 'gain').map(({ ch, v }) => [ch, Number(v)]));
      t.equal(gains.get(5), 1);
      for (const [ch, gain] of gains) t.ok(ch === 5 || gain < 1, `${role}: ${ch}`);
      for (const { p, v } of set) if (p === 'pan') t.ok(Number(v) >= -1 && Number(v) <= 1);
      t.equal(set.find(({ p, ch }) => p === 'pan' && ch === 5)?.v, 0);
    }
  },
);

t.test('find me: the input that rises while I play, not the ones that were loud before', async (t) => {
  const finder = new FindMe();
  for (let i = 0; i < 8; i++) finder.feed([0.3, 0.001, 0.002]);
  t.notOk(finder.candidates().length);
  for (let i = 0; i < 20; i++) finder.feed([0.32, 0.2, 0.002]);
  t.same(
    finder.candidates().map(({ ch }) => ch),
    [1],
  );
});

t.test('find me: what rose stays the answer when I stop, and the leader must lead for a while', async (t) => {
  const finder = new FindMe();
  for (let i = 0; i < 8; i++) finder.feed([0.3, 0.001, 0.002]);
  let readings = 0;
  while (!finder.sure && readings < 100) {
    finder.feed([0.3, 0.2, 0.002]);
    readings++;
  }
  t.ok(readings > 12 && readings < 40, `sure after ${readings} readings`);
  for (let i = 0; i < 200; i++) finder.feed([0.3, 0.001, 0.002]);
  t.same(
    finder.candidates().map(({ ch }) => ch),
    [1],
    'a musician takes the phone in their hand',
  );
  t.equal(finder.risen()[0].ch, 1);
});

t.test('find me: who played already during the quiet moment is found after a rest of a second', async (t) => {
  const finder = new FindMe();
  for (let i = 0; i < 40; i++) finder.feed([0.3, 0.2]);
  t.same(finder.candidates(), []);
  for (let i = 0; i < 16; i++) finder.feed([0.3, 0.001]);
  t.same(finder.candidates(), [], 'a rest is no answer');
  for (let i = 0; i < 30; i++) finder.feed([0.3, 0.2]);
  t.ok(finder.sure);
  t.same(
    finder.candidates().map(({ ch }) => ch),
    [1],
  );
});

t.test('find me: one knock on the stage is no answer, nor is a band that simply goes on', async (t) => {
  const finder = new FindMe();
  for (let i = 0; i < 8; i++) finder.feed([0.3, 0.001]);
  finder.feed([0.35, 0.9]);
  for (let i = 0; i < 40; i++) finder.feed([0.28 + (i % 3) * 0.03, 0.001]);
  t.same(finder.candidates(), []);
  t.notOk(finder.sure);
});

t.test('strips: the engineer’s order, pairs as one, mine first', async (t) => {
  const channels = [
    channel(0, 'Kick', 'kick'),
    channel(1, 'OH L', 'cymbal', 2),
    channel(2, 'OH R', 'cymbal', 1),
    channel(3, 'Voz', 'vocal'),
  ];
  const strips = stripsOf(channels, [3, 0], [2]);
  t.same(
    strips.map(({ ch, pair, name, mine }) => [ch, pair, name, mine]),
    [
      [1, 2, 'OH', true],
      [3, undefined, 'Voz', false],
      [0, undefined, 'Kick', false],
    ],
  );
  t.equal(pairName('Keys L', 'Keys R'), 'Keys');
  t.equal(pairName('Ana', 'Luis'), 'Ana / Luis');
});

t.test('families by icon, else by name in either language', async (t) => {
  for (const [icon, name, family] of [
    ['kick', 'x', 'drums'],
    ['mic', 'Voz Ana', 'vocals'],
    ['mic', 'Lead vocal', 'vocals'],
    ['line', 'Bajo DI', 'bass'],
    ['keys', 'Nord', 'keys'],
    ['click', 'Click', 'tracks'],
    ['mic', 'Input 9', 'others'],
  ] as const)
    t.equal(familyOf({ icon, name }), family, `${icon} ${name}`);
});

t.test('ink on any colour is legible (WCAG 4.5:1)', async (t) => {
  for (let i = 0; i < 4096; i++) {
    const color = `#${[i >> 8, (i >> 4) & 15, i & 15].map((c) => (c * 17).toString(16).padStart(2, '0')).join('')}`;
    t.ok(contrast(luminance(color), luminance(inkOn(color))) >= 4.5, color);
  }
});
