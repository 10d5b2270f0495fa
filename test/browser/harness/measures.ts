/**
 * What has no role by its nature: the place of a fader's handle, the pixels of a meter, how far the strips are
 * scrolled. The only CSS selectors of the browser tests are here.
 */
import type { Locator } from 'playwright-core';
import { until } from '../../harness/until.js';

/** The visible place of a fader's handle, as a share of its run from the bottom. */
export async function handleTravel(fader: Locator): Promise<number> {
  return fader.evaluate((slider) => {
    const cap = slider.querySelector('.fader__cap')!;
    const rail = cap.parentElement!;
    return 1 - (cap.getBoundingClientRect().top - slider.getBoundingClientRect().top) / rail.clientHeight;
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
