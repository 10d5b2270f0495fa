import t from 'tap';
import { State } from '../../../src/control/state/state.js';
import { archive, openArchive, replaceAll } from '../../../src/control/store/archive.js';
import { checkRow } from '../../../src/control/store/check-row.js';
import { loadState } from '../../../src/control/store/loader.js';
import { settle } from '../../../src/control/store/settle.js';
import { seeded } from '../../harness/seeded.js';
import { type BackupFile, lived } from './lived-box.js';

t.setTimeout(300_000);

const ODD = [
  null,
  true,
  '',
  'x',
  '\u200B',
  'K\u202E',
  -1,
  0,
  0.5,
  3,
  63,
  64,
  1e20,
  2 ** 40,
  2 ** 53 - 2,
  [],
  {},
  [1, 1],
  { __proto__: null, p: 'gain' },
  'box',
  '__proto__',
  'x'.repeat(700),
];

/** Changes one thing anywhere in a file: a value, a field, a row, a key. */
function mutate(file: BackupFile, random: () => number): void {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const all = Object.keys(file.rows);
  const key = pick(all);
  switch (Math.floor(random() * 8)) {
    case 0:
      delete file.rows[key];
      return;
    case 1:
      file.rows[pick(all)] = file.rows[key];
      return;
    case 2:
      file.rows[key + pick(['x', '/1', '/'])] = file.rows[key];
      return;
    default: {
      let holder: BackupFile = file.rows;
      let name: string = key;
      while (
        typeof holder[name] === 'object' &&
        holder[name] !== null &&
        Object.keys(holder[name]).length > 0 &&
        random() < 0.9
      ) {
        holder = holder[name];
        name = pick(Object.keys(holder));
      }
      if (random() < 0.15) delete holder[name];
      else holder[name] = pick(ODD);
    }
  }
}

const life = await lived();
t.teardown(() => life.box.stop());

const copy = (): BackupFile => structuredClone(life.backup);

t.test(
  'seeded fuzz: a spoilt backup is refused by path, or leaves a state that passes every check and can be restored again',
  async (t) => {
    const now = new State();
    loadState(now, Object.entries(copy().rows), () => 'now');
    let taken = 0;
    for (let seed = 1; seed <= 3000; seed++) {
      const random = seeded(seed);
      const file = copy();
      for (let i = 0; i <= random() * 3; i++) mutate(file, random);
      let opened: ReturnType<typeof openArchive>;
      try {
        opened = openArchive(JSON.parse(JSON.stringify(file)), now);
      } catch (error) {
        const { code, details } = error as { code?: string; details?: { path?: string } };
        if (code !== 'bad_file' || !details?.path) t.fail(`seed ${seed}: ${error}`);
        continue;
      }
      taken++;
      const state = new State();
      loadState(state, Object.entries(copy().rows), () => 'now');
      replaceAll(state, opened, new Set(['anna']), 'epoch');
      const again = JSON.parse(JSON.stringify(archive(state, 1)));
      try {
        for (const [key, value] of Object.entries(again.rows)) checkRow(key, value);
        const restored = openArchive(again, state);
        if (settle(restored.state, (key) => t.fail(`seed ${seed}: ${key}`)).length > 0) t.fail(`seed ${seed}: strays`);
        for (const [uuid] of state.rows('device'))
          if (!state.get('mix', uuid)) t.fail(`seed ${seed}: ${uuid} has no mix`);
        if (!Number.isSafeInteger(state.meta.rev + 1e9)) t.fail(`seed ${seed}: revisions are frozen`);
      } catch (error) {
        t.fail(`seed ${seed}: ${error}`);
      }
    }
    t.ok(taken > 50, `${taken} of 3000 were harmless`);
  },
);
