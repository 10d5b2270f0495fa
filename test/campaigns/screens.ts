/**
 * Touches the musician's page at every size and in both languages, and says where a level moved that nobody meant.
 *
 *   npm run test:screens [-- --gestures 10000 --seed 1 --pages 4 --minutes 60 --write]
 *
 * Every seed takes the screens in an order of its own, so several short runs are as good as one long run. With
 * `--write`, each puts its row into `docs/campaigns.md`, in place of an older one of the same seed.
 */
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../browser/harness/chromium.js';
import { command, newDevice, newEngineer } from '../browser/harness/devices.js';
import { type Fuzzed, touchFuzz } from '../browser/harness/touch-fuzz.js';
import { visit } from '../browser/harness/visit.js';
import { Box } from '../harness/box.js';
import { Circumstances } from '../harness/circumstances.js';
import { sectionRows } from '../harness/marked-section.js';
import { seeded } from '../harness/seeded.js';
import { table, writeSection } from './common/page.js';

const { values: options } = parseArgs({
  options: {
    gestures: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    pages: { type: 'string', default: '4' },
    minutes: { type: 'string', default: '60' },
    write: { type: 'boolean', default: false },
  },
});

const SIZES = [
  { width: 320, height: 568 },
  { width: 360, height: 600 },
  { width: 360, height: 740 },
  { width: 740, height: 360 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
] as const;
const LOCALES = ['en-GB', 'es-ES'] as const;
const LOOKS = [{ density: '4' }, { density: '8' }, { mode: 'groups' }] as const;
const CASES = SIZES.flatMap((viewport) =>
  LOCALES.flatMap((locale) => LOOKS.map((look) => ({ viewport, locale, look }))),
);
type Case = (typeof CASES)[number];

const PIN = '141421';
const HEAD = ['seed', 'gestures', 'a finger began on a handle', 'levels that moved without one', 'when'];

const SEED = Number(options.seed);
/** `performance.now()` when no further gesture begins. */
const END = Number(options.minutes) * 60_000;
const EACH = Math.ceil(Number(options.gestures) / CASES.length);

async function touched(browser: Browser, box: Box, { viewport, locale, look }: Case, seed: number): Promise<Fuzzed> {
  const device = await newDevice(box, `Fuzz ${seed}`);
  await command(box, device, `device/${device.uuid}`, { action: 'own', channels: [5] });
  const { page, screen, context } = await visit(browser, box, { device, viewport, locale, look });
  await screen.mixer();
  const found = await touchFuzz(page, screen, seeded(seed), EACH, () => performance.now() > END);
  await context.close();
  return found;
}

/** A box with songs, so that the song bar is there too. */
async function boxWithSongs(): Promise<Box> {
  const box = await Box.start(['--source=tones:16', `--engineer-pin=${PIN}`]);
  const desk = await newEngineer(box, PIN);
  await command(box, desk, 'setlist', { action: 'set', songs: [{ name: 'One' }, { name: 'Two' }] });
  await command(box, desk, 'setlist', { action: 'allow', anyone: true });
  await command(box, desk, 'setlist', { action: 'goto', index: 0 });
  return box;
}

const circumstances = new Circumstances();
const box = await boxWithSongs();
const browser = await launchChromium();
const all: Fuzzed[] = [];
try {
  const random = seeded(SEED);
  const waiting = CASES.map((each, i) => ({ each, seed: SEED * 1000 + i, turn: random() })).sort(
    (a, b) => a.turn - b.turn,
  );
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined && performance.now() < END; next = waiting.shift()) {
      const { each, seed } = next;
      const found = await touched(browser, box, each, seed);
      const where = `${each.viewport.width} × ${each.viewport.height} ${each.locale} ${JSON.stringify(each.look)}`;
      console.log(`${where} seed ${seed}: ${found.broken.length === 0 ? 'good' : found.broken.join('; ')}`);
      all.push(found);
    }
  };
  await Promise.all(Array.from({ length: Number(options.pages) }, worker));
} finally {
  await browser.close();
  await box.stop();
}
const sum = (of: (fuzzed: Fuzzed) => number) => all.reduce((total, each) => total + of(each), 0);
const row = [SEED, sum((each) => each.gestures), sum((each) => each.onHandle), sum((each) => each.broken.length)];
const conditions = circumstances.line();
console.log(`${conditions}\n${row.join(' · ')}`);
if (options.write) {
  const others = sectionRows('campaigns.md', 'screens').filter(
    ([seed]) => seed !== String(SEED) && /^\d+$/.test(seed!),
  );
  const when = conditions.replace(/^.*?; /, '').replace(/; load.*$/, '');
  const rows = [...others, [...row, when].map(String)].sort((a, b) => Number(a[0]) - Number(b[0]));
  writeSection('screens', table(HEAD, rows));
}
process.exitCode = sum((each) => each.broken.length) === 0 ? 0 : 1;
