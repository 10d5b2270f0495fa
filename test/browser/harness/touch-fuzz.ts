/**
 * Fingers that miss, double, rest, drag off, scroll, pinch and come in from the edge, anywhere on the mixer. The rule
 * they try: a level changes by more than 6 dB only under a gesture that began on its own handle.
 */
// Functions that run inside the page use its globals.
/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { fingers, swipe } from './gestures.js';
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

/** What the page noted while a gesture was made. */
interface Noted {
  /** Names of the handles on which fingers came down, where they lay then: a message may just have moved them. */
  readonly startedOn: string[];
  /** Names of the keys that were pressed: the browser may move a tap onto a key beside it. */
  readonly pressed: string[];
}

/** From now on the page notes what fingers do. */
function noteStarts(page: Page): Promise<void> {
  return page.evaluate((beside) => {
    const world = globalThis as { noted?: Noted };
    if (world.noted !== undefined) {
      world.noted.startedOn.length = 0;
      world.noted.pressed.length = 0;
      return;
    }
    const names: string[] = [];
    const pressed: string[] = [];
    world.noted = { startedOn: names, pressed };
    const note = ({ clientX: x, clientY: y }: PointerEvent) => {
      for (const cap of document.querySelectorAll('.fader__cap')) {
        const { left, top, right, bottom } = cap.getBoundingClientRect();
        if (x < left - beside || x > right + beside || y < top - beside || y > bottom + beside) continue;
        names.push(cap.closest('.fader')?.getAttribute('aria-label') ?? '');
      }
    };
    document.addEventListener('pointerdown', note, { capture: true });
    const press = ({ target }: MouseEvent) => {
      const button = (target as Element).closest('button');
      if (button !== null)
        pressed.push(`${button.getAttribute('aria-label') ?? ''} ${button.textContent ?? ''}`.trim());
    };
    document.addEventListener('click', press, { capture: true });
  }, BESIDE_PX);
}

/** What was noted since `noteStarts`. */
function notedIn(page: Page): Promise<Noted> {
  return page.evaluate(() => (globalThis as { noted?: Noted }).noted ?? { startedOn: [], pressed: [] });
}

/** Every level fader on the screen, once the page has taken in what happened. */
function fadersOf(page: Page): Promise<Fader[]> {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => requestIdleCallback(resolve));
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
  // Keys whose purpose is to bring levels back. A song brings the levels of its preset.
  const back = (['undo', 'redo', 'meBack', 'nextSong', 'previousSong'] as const).map((key) => screen.words(key));
  const broken: string[] = [];
  let onHandle = 0;
  /** The gesture before pressed a key that brings levels back: they come from the box, perhaps only now. */
  let onTheWay = false;
  let before = await fadersOf(page);
  let made = 0;
  while (made < count && !enough()) {
    const gesture = gestureOf(random, width, height, before);
    await noteStarts(page);
    await make(page, gesture);
    made++;
    const { startedOn: started, pressed } = await notedIn(page);
    const after = new Map((await fadersOf(page)).map((fader) => [fader.name, fader]));
    if (started.length > 0) onHandle++;
    const meant = pressed.some((name) => back.some((word) => name.includes(word)));
    for (const was of before) {
      const is = after.get(was.name) ?? was;
      const ends = Math.min(was.db, is.db) <= -60 && Math.max(was.db, is.db) <= -53.8;
      if (Math.abs(is.db - was.db) <= ALLOWED_DB || ends || meant || onTheWay || started.includes(was.name)) continue;
      const keys = pressed.length === 0 ? '' : ` on ${pressed.join(', ')}`;
      broken.push(
        `${made} ${gesture.kind} ${JSON.stringify(gesture.strokes)}${keys}: ${was.name} ${was.db} → ${is.db} dB`,
      );
    }
    onTheWay = meant;
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
