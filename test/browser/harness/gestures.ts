/** Fingers and mouse on the page: drags, double taps and swipes with real input events. */
import type { Locator, Page } from 'playwright-core';
import { until } from '../../harness/until.js';

/** Drags with real input events from the touched point; `touchAt` is a share of the element's height from the top. */
export async function drag(
  page: Page,
  target: Locator,
  by: { x?: number; y?: number },
  touchAt = 0.5,
  release = true,
): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error('nothing to drag');
  const x = box.x + box.width / 2;
  const y = box.y + box.height * touchAt;
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 8; step++)
    await page.mouse.move(x + ((by.x ?? 0) * step) / 8, y + ((by.y ?? 0) * step) / 8);
  if (release) await page.mouse.up();
}

/** Taps twice until `done`: on a busy machine two taps may be too far apart for a double tap. */
export async function doubleTap(
  target: Locator,
  position: { x: number; y: number },
  done: () => Promise<boolean>,
): Promise<void> {
  await until('a double tap has its effect', async () => {
    await target.dblclick({ position });
    return until('this tap has it', done, 1000).catch(() => false);
  });
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The middle of an element. */
export async function middleOf(target: Locator): Promise<Point> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('nothing to touch');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** One finger on the glass, as the browser's own touch handling sees it: down, along the points, up. */
export async function swipe(page: Page, points: readonly Point[], restMs = 0): Promise<void> {
  await fingers(page, [points], restMs);
}

/** Events of a finger on each leg of its way. */
const STEPS = 6;
/** Between two events, ms. */
const STEP_MS = 16;

/** Several fingers at once: one after the other down, along their points together, then all up. */
export async function fingers(page: Page, strokes: readonly (readonly Point[])[], restMs = 0): Promise<void> {
  const session = await page.context().newCDPSession(page);
  // The events carry the times of a hand, however busy the machine is that makes them.
  let seconds = Date.now() / 1000;
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: readonly Point[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: at.map(({ x, y }, id) => ({ x, y, id })),
      timestamp: seconds,
    });
  const starts = strokes.map(([first]) => first);
  for (let down = 1; down <= starts.length; down++) await touch('touchStart', starts.slice(0, down));
  if (restMs > 0) await page.waitForTimeout(restMs);
  seconds += restMs / 1000;
  const legs = Math.max(...strokes.map((points) => points.length - 1));
  for (let step = 1; step <= legs * STEPS; step++) {
    seconds += STEP_MS / 1000;
    await touch(
      'touchMove',
      strokes.map((points) => along(points, step / STEPS)),
    );
    await page.waitForTimeout(STEP_MS);
  }
  await touch('touchEnd', []);
  await session.detach();
}

/** The place after `way` legs of a stroke; the last point from its end on. */
function along(points: readonly Point[], way: number): Point {
  const leg = Math.min(Math.floor(way), points.length - 1);
  const from = points[leg];
  const to = points[leg + 1] ?? from;
  const share = way - leg;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** A tap of one finger; the browser's touch handling may move it onto what is near. */
export async function tap(page: Page, at: Point): Promise<void> {
  await swipe(page, [at]);
}

/** One finger goes down and stays; returns a function that lifts it. */
export async function hold(page: Page, at: Point): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  return async () => {
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await session.detach();
  };
}

/** Presses a key that acts only when it is held. */
export const holdKey = (key: Locator): Promise<void> => key.click({ delay: 800 });
