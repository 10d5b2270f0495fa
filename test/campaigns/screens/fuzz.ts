/** Touches that mean nothing, on the musician's page at every size, in both languages and three looks. */
import type { Browser } from 'playwright-core';
import { command, newDevice, newEngineer } from '../../browser/harness/devices.js';
import { type Fuzzed, touchFuzz } from '../../browser/harness/touch-fuzz.js';
import { visit } from '../../browser/harness/visit.js';
import { prepare } from '../../browser/walks/walk.js';
import { Box } from '../../harness/box.js';
import { seeded } from '../../harness/seeded.js';
import { LOCALES, type Size } from './sizes.js';

const LOOKS = [{ density: '4' }, { density: '8' }, { mode: 'groups' }] as const;
const PIN = '141421';

export interface FuzzPlan {
  readonly sizes: readonly Size[];
  readonly gestures: number;
  readonly seed: number;
  /** Pages that are touched at once. */
  readonly pages: number;
  /** `performance.now()` when no further gesture begins. */
  readonly end: number;
}

interface Case {
  readonly viewport: Size;
  readonly locale: string;
  readonly look: (typeof LOOKS)[number];
}

/** Every seed takes the screens in an order of its own, so several short runs are as good as one long run. */
export async function fuzzScreens(browser: Browser, plan: FuzzPlan): Promise<readonly Fuzzed[]> {
  const box = await boxWithSongs();
  const random = seeded(plan.seed);
  const cases = plan.sizes.flatMap((viewport) =>
    LOCALES.flatMap((locale) => LOOKS.map((look) => ({ viewport, locale, look }))),
  );
  const each = Math.ceil(plan.gestures / cases.length);
  const waiting = cases
    .map((one, i) => ({ one, seed: plan.seed * 1000 + i, turn: random() }))
    .sort((a, b) => a.turn - b.turn);
  const all: Fuzzed[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined && performance.now() < plan.end; next = waiting.shift()) {
      const { one, seed } = next;
      const found = await touched(browser, box, one, { seed, count: each, end: plan.end });
      const where = `${one.viewport.width} × ${one.viewport.height} ${one.locale} ${JSON.stringify(one.look)}`;
      console.log(`${where} seed ${seed}: ${found.broken.length === 0 ? 'good' : found.broken.join('; ')}`);
      all.push(found);
    }
  };
  try {
    await Promise.all(Array.from({ length: plan.pages }, worker));
  } finally {
    await box.stop();
  }
  return all;
}

async function touched(
  browser: Browser,
  box: Box,
  { viewport, locale, look }: Case,
  { seed, count, end }: { seed: number; count: number; end: number },
): Promise<Fuzzed> {
  const device = await newDevice(box, `Fuzz ${seed}`);
  await command(box, device, `device/${device.uuid}`, { action: 'own', channels: [5] });
  const { page, screen, context } = await visit(browser, box, { device, viewport, locale, look });
  await screen.mixer();
  const found = await touchFuzz(page, screen, seeded(seed), count, () => performance.now() > end);
  await context.close();
  return found;
}

/** A box with songs, so that the song bar is there too. */
async function boxWithSongs(): Promise<Box> {
  const box = await Box.start(['--source=tones:16', `--engineer-pin=${PIN}`]);
  await prepare(box, await newEngineer(box, PIN));
  return box;
}
