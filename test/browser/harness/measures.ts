/**
 * What has no role by its nature: the place of a fader's handle, the pixels of a meter, how far the strips are
 * scrolled. The only CSS selectors of the browser tests are here.
 */
// Functions that run inside the page use its globals.
/// <reference lib="dom" />
import type { Locator, Page } from 'playwright-core';
import { until } from '../../harness/until.js';

/** The visible place of a fader's handle, as a share of its run from the bottom. */
export async function handleTravel(fader: Locator): Promise<number> {
  return fader.evaluate((slider) => {
    const cap = slider.querySelector('.fader__cap')!;
    const rail = cap.parentElement!;
    return 1 - (cap.getBoundingClientRect().top - slider.getBoundingClientRect().top) / rail.clientHeight;
  });
}

/** The middle of a fader's handle on the screen. */
export async function handleOf(fader: Locator): Promise<{ x: number; y: number }> {
  return fader.evaluate((slider) => {
    const { left, top, width, height } = slider.querySelector('.fader__cap')!.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  });
}

/** Waits until a strip's meter shows something, or nothing. */
export async function meterShows(strip: Locator, something: boolean): Promise<void> {
  const painted = () =>
    strip.evaluate((element) => {
      const canvas = element.querySelector('canvas')!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value) => value > 0);
    });
  await until(`the meter shows ${something ? 'a tone' : 'nothing'}`, async () => (await painted()) === something);
}

/** Sets how far the list around a strip is scrolled sideways, CSS px, if `to` is given; returns how far it is. */
export async function scrolled(strip: Locator, to?: number): Promise<number> {
  return strip.evaluate((element, left) => {
    let list = element.parentElement!;
    while (list.scrollWidth <= list.clientWidth) list = list.parentElement!;
    if (left !== undefined) list.scrollLeft = left;
    return list.scrollLeft;
  }, to);
}

/** The place of a strip's level on the screen: the top of its meter's bar or line, CSS px; 0 while there is none. */
export async function levelTop(strip: Locator): Promise<number> {
  return strip.evaluate((element) => {
    const canvas = element.querySelector('canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const first = data.findIndex((value, i) => i % 4 === 3 && value > 0);
    const { top, height } = canvas.getBoundingClientRect();
    return first < 0 ? 0 : top + (Math.floor(first / 4 / canvas.width) / canvas.height) * height;
  });
}

/** The names of the controls that a short message covers. */
export async function coveredByMessages(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const names: string[] = [];
    for (const control of document.querySelectorAll<HTMLElement>('button, [role=slider]')) {
      if (control.closest('.toasts') !== null) continue;
      const { left, top, width, height } = control.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      // A strip that was scrolled away lies behind what is beside the strips.
      const seen = control.closest('.strips')?.getBoundingClientRect();
      if (seen !== undefined && (x < seen.left || x > seen.right || y < seen.top || y > seen.bottom)) continue;
      const hit = document.elementFromPoint(x, y);
      if (hit?.closest('.toasts') != null) names.push(control.getAttribute('aria-label') ?? control.textContent ?? '');
    }
    return names;
  });
}

/** How many strips are on the screen from edge to edge. */
export async function wholeStrips(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      [...document.querySelectorAll('.strip')].filter((strip) => {
        const { left, right } = strip.getBoundingClientRect();
        return left >= -1 && right <= innerWidth + 1;
      }).length,
  );
}

/** Opacity and filter of a control and of each of its parts. */
export async function fadedParts(control: Locator): Promise<string[]> {
  return control.evaluate((element) =>
    [element, ...element.querySelectorAll('*')].map((part) => {
      const { opacity, filter } = getComputedStyle(part);
      return `${opacity} ${filter}`;
    }),
  );
}
