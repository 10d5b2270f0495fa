/**
 * The page at every size and in both languages. First a walk through every state of every screen; then touches that
 * mean nothing. Says what is wrong, and where a level moved that nobody meant.
 *
 *   npm run test:screens [-- --part matrix|fuzz --sizes 320x568,740x360 --write]
 *   npm run test:screens -- --part matrix [--walks offer --locales es-ES]
 *   npm run test:screens -- --part fuzz [--gestures 10000 --seed 1 --pages 4 --minutes 60]
 *
 * Several short runs are as good as one long run. `--write` puts rows into `docs/campaigns.md`, in place of older ones:
 * the matrix one for each size and language, the touches one for the seed.
 */
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../browser/harness/chromium.js';
import { Circumstances } from '../harness/circumstances.js';
import { sectionRows } from '../harness/marked-section.js';
import { table, writeSection } from './common/page.js';
import { fuzzScreens } from './screens/fuzz.js';
import { walkAll } from './screens/matrix.js';
import { LOCALES, sizesOf } from './screens/sizes.js';

const { values: options } = parseArgs({
  options: {
    part: { type: 'string', default: '' },
    sizes: { type: 'string', default: '' },
    locales: { type: 'string', default: LOCALES.join() },
    walks: { type: 'string', default: '' },
    gestures: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    pages: { type: 'string', default: '4' },
    minutes: { type: 'string', default: '60' },
    write: { type: 'boolean', default: false },
  },
});

const PARTS = ['matrix', 'fuzz'];
if (options.part !== '' && !PARTS.includes(options.part))
  throw new Error(`--part ${options.part}: there are ${PARTS.join(' and ')}`);
const sizes = sizesOf(options.sizes);
const circumstances = new Circumstances();

/** Date and commit, as a table has them. */
function when(): string {
  return circumstances
    .line()
    .replace(/^.*?; /, '')
    .replace(/; load.*$/, '');
}

/** Puts rows into a section, in place of those with the same first `keys` cells. */
function keep(section: string, head: readonly string[], fresh: readonly (readonly unknown[])[], keys: number): void {
  const keyOf = (row: readonly unknown[]) => row.slice(0, keys).join(' ');
  const rows = fresh.map((row) => row.map(String));
  const replaced = new Set(rows.map(keyOf));
  const older = sectionRows('campaigns.md', section).filter(([first]) => /^\d/.test(first!));
  const all = [...older.filter((row) => !replaced.has(keyOf(row))), ...rows];
  all.sort((a, b) => keyOf(a).localeCompare(keyOf(b), 'en', { numeric: true }));
  writeSection(section, table(head, all));
}

async function matrix(browser: Browser): Promise<number> {
  let faults = 0;
  for (const size of sizes)
    for (const locale of options.locales.split(',')) {
      const walked = await walkAll(browser, size, locale, options.walks);
      console.log(`${walked.size} ${locale}: ${walked.states} states, ${walked.faults.length} faults`);
      faults += walked.faults.length;
      if (!options.write || options.walks !== '') continue;
      const row = [walked.size.replace('x', ' × '), locale, walked.states, walked.faults.length, when()];
      keep('screens-matrix', ['size', 'language', 'states', 'faults', 'when'], [row], 2);
    }
  return faults;
}

async function fuzz(browser: Browser): Promise<number> {
  const seed = Number(options.seed);
  const end = performance.now() + Number(options.minutes) * 60_000;
  const all = await fuzzScreens(browser, {
    sizes,
    seed,
    gestures: Number(options.gestures),
    pages: Number(options.pages),
    end,
  });
  const sum = (of: (each: (typeof all)[number]) => number) => all.reduce((total, each) => total + of(each), 0);
  const broken = sum((each) => each.broken.length);
  const row = [seed, sum((each) => each.gestures), sum((each) => each.onHandle), broken, when()];
  console.log(row.join(' · '));
  const head = ['seed', 'gestures', 'a finger began on a handle', 'levels that moved without one', 'when'];
  if (options.write) keep('screens', head, [row], 1);
  return broken;
}

const browser = await launchChromium();
let faults = 0;
try {
  if (options.part !== 'fuzz') faults += await matrix(browser);
  if (options.part !== 'matrix') faults += await fuzz(browser);
} finally {
  await browser.close();
}
console.log(circumstances.line());
process.exitCode = faults === 0 ? 0 : 1;
