import t from 'tap';
import { faderGain, gainToDb, travelToGain } from '../../../../src/web/fader/taper.js';
import {
  balanceOf,
  FURTHEST,
  figuresOf,
  type Level,
  type MeBalance,
  stepBalance,
} from '../../../../src/web/model/mix/me-balance.js';
import { seeded } from '../../../harness/seeded.js';

const at = (db: number, mine: boolean, ch: number): Level => ({ ch, gain: faderGain(db), mine });

/** A mix under "more me": steps, and the levels as a box would have them. */
function bench(start: readonly Level[]) {
  let known: MeBalance | undefined;
  let now = start;
  const balance = () => {
    known = balanceOf(known, now);
    return known;
  };
  return {
    figures: () => figuresOf(balance()),
    levels: () => now.map(({ gain }) => gain),
    step(by: number) {
      const [next, set] = stepBalance(balance(), by, now);
      known = next;
      for (const { ch, v } of set) this.move(ch as number, Number(v));
      return set;
    },
    move(ch: number, gain: number) {
      now = now.map((level) => (level.ch === ch ? { ...level, gain } : level));
    },
    put(levels: readonly number[]) {
      now = now.map((level, i) => ({ ...level, gain: levels[i] }));
    },
  };
}

t.test('my inputs rise until +6 dB, from there the others go down; the figures say both', async (t) => {
  const mix = bench([at(4, true, 0), at(-10, false, 1)]);
  t.same(mix.figures(), { me: 0, band: 0 });
  t.same(
    mix.step(2).map(({ ch }) => ch),
    [0],
  );
  mix.step(3);
  t.same(mix.figures(), { me: 2, band: -3 });
  t.same(
    mix.levels().map((gain) => Math.round(gainToDb(gain))),
    [6, -13],
  );
});

t.test('eight up and eight down is where it began, to the last bit; so is the way back by one tap', async (t) => {
  const start = [at(-2.03, true, 0), at(-7.77, false, 1), at(-59.5, false, 2), { ch: 3, gain: 0, mine: false }];
  const mix = bench(start);
  for (let i = 0; i < 12; i++) mix.step(1);
  for (let i = 0; i < 12; i++) mix.step(-1);
  t.same(
    mix.levels(),
    start.map(({ gain }) => gain),
  );
  mix.step(FURTHEST);
  mix.step(-FURTHEST);
  t.same(
    mix.levels(),
    start.map(({ gain }) => gain),
  );
});

t.test('my silent input comes up softly; a silent input of the others stays silent', async (t) => {
  const mix = bench([
    { ch: 0, gain: 0, mine: true },
    { ch: 1, gain: 0, mine: false },
  ]);
  mix.step(1);
  t.same(mix.levels(), [faderGain(-20), 0]);
  mix.step(-1);
  t.same(mix.levels(), [0, 0]);
});

t.test('an undo leads to the figures of that moment; a recall is a new start', async (t) => {
  const mix = bench([at(0, true, 0), at(-10, false, 1), at(-12, false, 2)]);
  mix.step(3);
  const then = mix.levels();
  mix.step(5);
  mix.put(then);
  t.same(mix.figures(), { me: 3, band: 0 });
  mix.put([0.3, 0.2, 0.1]);
  t.same(mix.figures(), { me: 0, band: 0 });
});

t.test('a fader that is moved alone keeps the figures, and its own way back', async (t) => {
  const mix = bench([at(0, true, 0), at(-10, false, 1), at(-12, false, 2), at(-9, false, 3)]);
  mix.step(8);
  t.same(mix.figures(), { me: 6, band: -2 });
  mix.move(1, faderGain(-20));
  t.same(mix.figures(), { me: 6, band: -2 });
  mix.step(-8);
  t.same(
    mix.levels().map((gain) => Math.round(gainToDb(gain))),
    [0, -18, -12, -9],
  );
});

t.test('fuzz: after any steps the opposite steps lead back, and no step moves a level by more than 1 dB', async (t) => {
  const random = seeded(7);
  for (let round = 0; round < 300; round++) {
    const start = Array.from({ length: 1 + Math.floor(random() * 12) }, (_, ch) => ({
      ch,
      gain: random() < 0.1 ? 0 : travelToGain(random()),
      mine: ch === 0 || random() < 0.2,
    }));
    const mix = bench(start);
    let away = 0;
    let worst = 0;
    for (let i = 0; i < 30; i++) {
      const by = random() < 0.5 ? 1 : -1;
      if (Math.abs(away + by) > FURTHEST) continue;
      const before = mix.levels();
      away += by;
      mix.step(by);
      mix.levels().forEach((gain, ch) => {
        if (gain > 0 && before[ch] > 0) worst = Math.max(worst, Math.abs(gainToDb(gain) - gainToDb(before[ch])));
      });
    }
    t.ok(worst < 1.06, `round ${round}: ${worst} dB`);
    mix.step(-away);
    t.same(
      mix.levels(),
      start.map(({ gain }) => gain),
      `round ${round}`,
    );
  }
});
