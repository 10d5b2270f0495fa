/**
 * Fingers that miss, double, rest, drag off and scroll, anywhere on the mixer. The rule they try: a level changes by
 * more than 6 dB only under a gesture that began on its own handle.
 */
// Functions that run inside the page use its globals.
/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { type Point, swipe } from './gestures.js';
import type { Screen } from './screen.js';

interface Fader {
  readonly name: string;
  readonly db: number;
  /** The handle, CSS px. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Beside the handle this much still counts as on it, CSS px. */
const BESIDE_PX = 5;
/** A level may change by this much, dB; and the rounding of the shown figures. */
const ALLOWED_DB = 6.11;

/** Every level fader on the screen. */
function fadersOf(page: Page): Promise<Fader[]> {
  return page.evaluate(() =>
    // The master is there twice, for narrow and for wide screens: one of the two is hidden.
    [...document.querySelectorAll<HTMLElement>('.fader')]
      .filter(({ clientWidth }) => clientWidth > 0)
      .map((slider) => {
        const { left, top, right, bottom } = slider.querySelector('.fader__cap')!.getBoundingClientRect();
        const name = slider.getAttribute('aria-label') ?? '';
        return { name, db: Number(slider.getAttribute('aria-valuenow')), left, top, right, bottom };
      }),
  );
}

const on = (fader: Fader, at: Point): boolean =>
  at.x >= fader.left - BESIDE_PX &&
  at.x <= fader.right + BESIDE_PX &&
  at.y >= fader.top - BESIDE_PX &&
  at.y <= fader.bottom + BESIDE_PX;

type Random = () => number;

interface Gesture {
  readonly kind: string;
  readonly strokes: readonly (readonly Point[])[];
  readonly restMs: number;
}

function gestureOf(random: Random, width: number, height: number): Gesture {
  const somewhere = () => ({ x: Math.floor(random() * width), y: Math.floor(random() * height) });
  const from = somewhere();
  const near = (spread: number) => ({
    x: Math.min(width - 1, Math.max(0, from.x + (random() - 0.5) * spread)),
    y: Math.min(height - 1, Math.max(0, from.y + (random() - 0.5) * spread)),
  });
  const restMs = random() < 0.2 ? 300 : 0;
  switch (Math.floor(random() * 6)) {
    case 0:
      return { kind: 'tap', strokes: [[from]], restMs: 0 };
    case 1:
      return { kind: 'double tap', strokes: [[from], [near(6)]], restMs: 0 };
    case 2:
      return { kind: 'taps nearby', strokes: [[from], [near(40)], [near(40)]], restMs: 0 };
    case 3:
      return { kind: 'sideways', strokes: [[from, { x: somewhere().x, y: from.y + (random() - 0.5) * 20 }]], restMs };
    case 4:
      return { kind: 'drag', strokes: [[from, somewhere()]], restMs };
    default:
      return { kind: 'drag off', strokes: [[from, { x: from.x, y: random() < 0.5 ? -20 : height + 20 }]], restMs };
  }
}

/** Buttons whose purpose is to bring levels back. */
async function bringsBack(page: Page, at: Point, names: readonly string[]): Promise<boolean> {
  return page.evaluate(
    ([x, y, words]) => {
      const button = document.elementFromPoint(x, y)?.closest('button');
      const name = `${button?.getAttribute('aria-label') ?? ''} ${button?.textContent ?? ''}`;
      return words.some((word) => name.includes(word));
    },
    [at.x, at.y, names] as const,
  );
}

/** Makes `count` gestures; returns what broke the rule, in words. */
export async function touchFuzz(page: Page, screen: Screen, random: Random, count: number): Promise<string[]> {
  const { width, height } = page.viewportSize()!;
  const back = [screen.words('undo'), screen.words('meBack')];
  const broken: string[] = [];
  for (let i = 0; i < count; i++) {
    const { kind, strokes, restMs } = gestureOf(random, width, height);
    const starts = strokes.map(([first]) => first!);
    let skip = false;
    for (const at of starts) skip ||= await bringsBack(page, at, back);
    if (skip) continue;
    const before = await fadersOf(page);
    for (const stroke of strokes) await swipe(page, stroke, restMs);
    const after = new Map((await fadersOf(page)).map((fader) => [fader.name, fader]));
    for (const was of before) {
      const is = after.get(was.name) ?? was;
      const ends = Math.min(was.db, is.db) <= -60 && Math.max(was.db, is.db) <= -53.8;
      if (Math.abs(is.db - was.db) <= ALLOWED_DB || ends || starts.some((at) => on(was, at))) continue;
      broken.push(`${i} ${kind} ${JSON.stringify(strokes)}: ${was.name} ${was.db} → ${is.db} dB`);
    }
    await home(page, screen);
  }
  return broken;
}

/** Closes what a tap has opened. */
async function home(page: Page, screen: Screen): Promise<void> {
  if ((await screen.sheet.count()) === 0) return;
  await page.keyboard.press('Escape');
  await page.waitForTimeout(50);
  if ((await screen.sheet.count()) === 0) return;
  await page.reload();
  await screen.mixer();
}
