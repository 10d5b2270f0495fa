/** One hand on a phone, whose touches count: a tap or a drag each. Typing does not count. */
import type { Locator, Page } from 'playwright-core';
import { until } from '../../harness/until.js';
import { middleOf, type Point, tap } from './gestures.js';
import { handleOf } from './measures.js';

/** A drag goes at most this far, CSS px. */
const LONGEST_DRAG_PX = 400;

export class CountedTouches {
  readonly #page: Page;
  #count = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Touches since the last call. */
  taken(): number {
    const count = this.#count;
    this.#count = 0;
    return count;
  }

  /** Touches the middle of something that a hand can reach without scrolling. */
  async tap(target: Locator): Promise<void> {
    await target.waitFor();
    await until('it is still, enabled, on the screen and on top', () => this.#reaches(target));
    this.#count++;
    await tap(this.#page, await middleOf(target));
  }

  /** Drags the handle of a slider by small steps, until it says `done`. */
  async drag(slider: Locator, step: Point, done: () => Promise<boolean>): Promise<void> {
    await slider.waitFor();
    this.#count++;
    const session = await this.#page.context().newCDPSession(this.#page);
    let { x, y } = await handleOf(slider);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd') =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
    await touch('touchStart');
    for (let way = 0; way < LONGEST_DRAG_PX && !(await done()); way += Math.hypot(step.x, step.y)) {
      x += step.x;
      y += step.y;
      await touch('touchMove');
    }
    await touch('touchEnd');
    await session.detach();
  }

  async #reaches(target: Locator): Promise<boolean> {
    if (!(await target.isEnabled())) return false;
    const before = await middleOf(target);
    await this.#page.waitForTimeout(60);
    const { x, y } = await middleOf(target);
    if (Math.abs(x - before.x) + Math.abs(y - before.y) > 0.5) return false;
    return target.evaluate(
      (element, [left, top]) => {
        const hit = element.ownerDocument.elementFromPoint(left, top);
        return hit !== null && element.contains(hit);
      },
      [x, y] as const,
    );
  }
}
