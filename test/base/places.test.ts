/** The one rule for scarce things: who gets in when all places are taken, and who is displaced. */
import t from 'tap';
import { type Claim, claim, STANDINGS, type Standing, worstOf } from '../../src/base/places.js';
import { seededBelow } from '../harness/seeded.js';

/** `12*10.0.0.9:newcomer` = twelve of that address; keys are `<address>/<n>`. */
function held(...groups: string[]): Claim[] {
  const counts = new Map<string, number>();
  return groups.flatMap((group) => {
    const [, times, address, standing] = /^(?:(\d+)\*)?([^:]+):(.+)$/.exec(group)!;
    return Array.from({ length: Number(times ?? 1) }, () => {
      const n = (counts.get(address!) ?? 0) + 1;
      counts.set(address!, n);
      return { key: `${address}/${n}`, address: address!, standing: standing as Standing };
    });
  });
}

const asks = (address: string, standing: Standing, key = 'new'): Claim => ({ key, address, standing });
const PLACES = { limit: 8, share: 4 };

for (const [what, there, asking, displaced] of [
  ['there is room', held('7*flood:newcomer'), asks('flood', 'unproven'), []],
  ['its own is there', held('8*flood:newcomer'), asks('flood', 'newcomer', 'flood/3'), []],
  ['its own is there, though others are better', held('7*a:engineer', 'b:unproven'), asks('b', 'unproven', 'b/1'), []],
  ['an engineer displaces a newcomer', held('8*flood:newcomer'), asks('desk', 'engineer'), ['flood/8']],
  ['… even from the same address', held('8*flood:newcomer'), asks('flood', 'engineer'), ['flood/8']],
  ['… or somebody known', held('4*a:known', '4*b:known'), asks('desk', 'engineer'), ['b/4']],
  ['a known one displaces a newcomer', held('4*band:known', '4*flood:newcomer'), asks('band', 'known'), undefined],
  ['… of its own address too', held('3*band:known', '5*band:newcomer'), asks('band', 'known'), ['band/8']],
  ['… within the share of its address', held('3*band:known', '5*flood:newcomer'), asks('band', 'known'), ['flood/5']],
  ['one without a token first', held('flood:unproven', '7*band:newcomer'), asks('band', 'newcomer'), ['flood/1']],
  ['the worst standing, wherever it is', held('x:newcomer', '7*flood:known'), asks('y', 'known'), ['flood/7']],
  [
    'the newest of the address that holds most',
    held('2*a:newcomer', '3*b:newcomer', '3*c:newcomer'),
    asks('d', 'known'),
    ['c/3'],
  ],
  [
    'among equals, of an owner that holds more',
    held('6*flood:newcomer', '2*band:newcomer'),
    asks('band', 'newcomer'),
    ['flood/6'],
  ],
  [
    '… but not of an owner that would then hold fewer',
    held('4*a:newcomer', '4*b:newcomer'),
    asks('b', 'newcomer'),
    undefined,
  ],
  ['nobody of one’s own address', held('8*flood:newcomer'), asks('flood', 'newcomer'), undefined],
  ['a better one is not displaced', held('8*band:known'), asks('x', 'newcomer'), ['band/8']],
  ['… within its share', held('4*a:known', '4*b:known'), asks('x', 'newcomer'), undefined],
  ['the box itself has no share', held('8*127.0.0.1:known'), asks('x', 'newcomer'), undefined],
  ['engineers have no share', held('8*desk:engineer'), asks('x', 'newcomer'), undefined],
  [
    'what is beyond its share does not displace',
    held('4*flood:known', '4*x:newcomer'),
    asks('flood', 'known'),
    undefined,
  ],
] as const) {
  t.test(`${what}: ${displaced === undefined ? 'refused' : `[${displaced}] gives up its place`}`, async (t) => {
    const verdict = claim(there, asking, PLACES);
    t.same(verdict.ok ? verdict.displaced.map(({ key }) => key) : undefined, displaced);
  });
}

t.test('a heavy claim displaces several light ones', async (t) => {
  const there = [10, 20, 30].map((weight, n) => ({ ...asks('flood', 'newcomer', `f${n}`), weight }));
  const wants = (weight: number) => {
    const verdict = claim(there, { ...asks('band', 'known'), weight }, { limit: 60, share: 40 });
    return verdict.ok && verdict.displaced.map(({ key }) => key);
  };
  t.same(wants(25), ['f2']);
  t.same(wants(40), ['f2', 'f1']);
  t.same(wants(61), false);
});

t.test('if there are too many, the newest of the address that holds most go first', async (t) => {
  const keys = (count: number) =>
    worstOf(held('2*a:known', '3*b:newcomer', '4*c:newcomer'), count, 9).map(({ key }) => key);
  t.same(keys(0), []);
  t.same(keys(3), ['c/4', 'c/3', 'b/3']);
  t.same(keys(99).length, 9);
});

t.test(
  'however they come and go: the limit holds, nobody better is displaced, nobody is kept from its own, none starves',
  async (t) => {
    const seed = 20_261_129;
    t.comment(`seed ${seed}`);
    const random = seededBelow(seed);
    const rank = (one: Claim) => STANDINGS.indexOf(one.standing);
    let displacements = 0;
    for (let round = 0; round < 300; round++) {
      const scarce = { limit: 1 + random(12), share: 1 + random(8) };
      let there: Claim[] = [];
      for (let step = 0; step < 120; step++) {
        const address = `10.0.0.${random(5)}`;
        const asking = { key: `${random(40)}`, address, standing: STANDINGS[random(4)]! };
        const own = there.some(({ key }) => key === asking.key);
        const verdict = claim(there, asking, scarce);
        const count = (of: string, list = there) => list.filter((one) => one.address === of).length;
        if (!verdict.ok) {
          if (own || there.length < scarce.limit) t.fail('refused with room, or its own');
          const mine = count(address);
          const weaker = there.find((one) => rank(one) > rank(asking));
          if (weaker && mine < scarce.share) t.fail(`refused for ${weaker.standing}`);
        } else {
          for (const gone of verdict.displaced) {
            displacements++;
            const known = there.filter((one) => one.address === gone.address && one.standing === 'known').length;
            const beyond = gone.standing === 'known' && known > scarce.share;
            if (rank(gone) < rank(asking) && !beyond) t.fail(`${gone.standing} displaced by ${asking.standing}`);
            if (gone.standing === 'engineer' && asking.standing !== 'engineer') t.fail('an engineer displaced');
          }
          there = there.filter((one) => one.key !== asking.key && !verdict.displaced.includes(one));
          there.push(asking);
        }
        if (there.length > scarce.limit) t.fail('over the limit');
        if (random(6) === 0) there.splice(random(there.length), 1);
      }
    }
    t.ok(displacements > 1000, `${displacements} displacements`);
  },
);
