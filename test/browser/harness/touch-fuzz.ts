/**
 * Fingers that miss, double, rest, drag off, scroll, pinch and come in from the edge, anywhere on the mixer. The rule
 * they try: a level changes by more than 6 dB only under a gesture that began on its own handle.
 */
// Functions that run inside the page use its globals.
/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { fingers, type Point, swipe } from './gestures.js';
import type { Screen } from './screen.js';
import { type Gesture, gestureOf, type Handle } from './touch-gestures.js';

interface Fader extends Handle {
  readonly name: string;
  readonly db: number;
}

/** Beside the handle this much still counts as on it, CSS px. */
const BESIDE_PX = 5;
/** A level may change by this much, dB; and the rounding of the shown figures. */
const ALLOWED_DB = 6.11;

/** From now on notes on which handles fingers come down, where they lie then: a message may just have moved them. */
function noteStarts(page: Page): Promise<void> {
  return page.evaluate((beside) => {
    const world = globalThis as { startedOn?: string[] };
    if (world.startedOn !== undefined) {
      world.startedOn.length = 0;
      return;
    }
    const names: string[] = [];
    world.startedOn = names;
    const note = ({ clientX: x, clientY: y }: PointerEvent) => {
      for (const cap of document.querySelectorAll('.fader__cap')) {
        const { left, top, right, bottom } = cap.getBoundingClientRect();
        if (x < left - beside || x > right + beside || y < top - beside || y > bottom + beside) continue;
        names.push(cap.closest('.fader')?.getAttribute('aria-label') ?? '');
      }
    };
    document.addEventListener('pointerdown', note, { capture: true });
  }, BESIDE_PX);
}

/** The names of those handles since `noteStarts`. */
function startedOn(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as { startedOn?: string[] }).startedOn?.slice() ?? []);
}

/** Every level fader on the screen, once the page has taken in what happened. */
function fadersOf(page: Page): Promise<Fader[]> {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    // The master is there twice, for narrow and for wide screens: one of the two is hidden.
    return [...document.querySelectorAll<HTMLElement>('.fader')]
      .filter(({ clientWidth }) => clientWidth > 0)
      .map((slider) => {
        const { left, top, right, bottom } = slider.querySelector('.fader__cap')!.getBoundingClientRect();
        const name = slider.getAttribute('aria-label') ?? '';
        return { name, db: Number(slider.getAttribute('aria-valuenow')), left, top, right, bottom };
      });
  });
}

/** Whether a finger would come down on a button whose purpose is to bring levels back. */
async function bringsBack(page: Page, starts: readonly Point[], names: readonly string[]): Promise<boolean> {
  return page.evaluate(
    ([points, words]) =>
      points.some(({ x, y }) => {
        const button = document.elementFromPoint(x, y)?.closest('button');
        const name = `${button?.getAttribute('aria-label') ?? ''} ${button?.textContent ?? ''}`;
        return words.some((word) => name.includes(word));
      }),
    [starts, names] as const,
  );
}

export interface Fuzzed {
  readonly gestures: number;
  /** Gestures of which a finger began on a handle. */
  readonly onHandle: number;
  /** What broke the rule, in words. */
  readonly broken: readonly string[];
}

/** Makes `count` gestures, or fewer if there is `enough` before. */
export async function touchFuzz(
  page: Page,
  screen: Screen,
  random: () => number,
  count: number,
  enough: () => boolean = () => false,
): Promise<Fuzzed> {
  const { width, height } = page.viewportSize()!;
  const back = [screen.words('undo'), screen.words('meBack')];
  const broken: string[] = [];
  let onHandle = 0;
  let before = await fadersOf(page);
  let made = 0;
  while (made < count && !enough()) {
    const gesture = gestureOf(random, width, height, before);
    const starts = gesture.strokes.map(([first]) => first!);
    if (await bringsBack(page, starts, back)) continue;
    await noteStarts(page);
    await make(page, gesture);
    made++;
    const started = await startedOn(page);
    const after = new Map((await fadersOf(page)).map((fader) => [fader.name, fader]));
    if (started.length > 0) onHandle++;
    for (const was of before) {
      const is = after.get(was.name) ?? was;
      const ends = Math.min(was.db, is.db) <= -60 && Math.max(was.db, is.db) <= -53.8;
      if (Math.abs(is.db - was.db) <= ALLOWED_DB || ends || started.includes(was.name)) continue;
      broken.push(`${made} ${gesture.kind} ${JSON.stringify(gesture.strokes)}: ${was.name} ${was.db} → ${is.db} dB`);
    }
    await home(page, screen);
    // The levels that were judged are those to compare with: what changes late counts for the next gesture.
    before = (await fadersOf(page)).map((fader) => ({ ...fader, db: after.get(fader.name)?.db ?? fader.db }));
  }
  return { gestures: made, onHandle, broken };
}

async function make(page: Page, { together, strokes, restMs }: Gesture): Promise<void> {
  if (together) await fingers(page, strokes, restMs);
  else for (const stroke of strokes) await swipe(page, stroke, restMs);
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
