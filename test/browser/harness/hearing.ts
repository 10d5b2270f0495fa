/** What a listener on the page hears. Every wait is for a state, with patience for a busy machine. */
import type { Page } from 'playwright-core';
import { PATIENCE_MS } from '../../harness/patience.js';
import { until } from '../../harness/until.js';
import { channelLevels, partsOf } from './levels.js';
import { type Heard, hear } from './page-audio.js';
import type { Screen } from './screen.js';

/** Anything below this counts as silence, dBFS: the s16 stream's own noise in one bin lies far below. */
const SILENT_DB = -75;
/** Between two recordings; each is 350 kB. */
const LOOK_MS = 60;

/** Starts listening and waits until it plays. */
export async function listen(screen: Screen): Promise<void> {
  await screen.listen.click();
  await screen.stop.waitFor();
  await until('something is heard', async () => {
    const heard = await hear(screen.page).catch(() => undefined);
    return heard !== undefined && (heard.left.some((sample) => sample !== 0) || heard.right.some((s) => s !== 0));
  });
}

/** The channels of the source `tones` in a recording, by number. */
function channelsIn(heard: Heard, channels: number): number[] {
  return channelLevels(heard, channels).flatMap(({ left, right }, ch) =>
    Math.max(left, right) > SILENT_DB ? [ch] : [],
  );
}

/**
 * Waits until exactly these channels are heard; returns the last heard. A busy machine puts gaps into the sound, whose
 * splash is in every channel: one whole part is enough. Silence must be whole.
 */
export async function hears(page: Page, channels: number, expected: readonly number[]): Promise<number[]> {
  let last: number[] = [];
  const asExpected = async () => {
    const heard = await hear(page).catch(() => undefined);
    if (heard === undefined) return false;
    last = channelsIn(heard, channels);
    if (last.join() === expected.join()) return true;
    if (expected.length === 0) return false;
    for (const part of partsOf(heard)) if (channelsIn(part, channels).join() === expected.join()) last = [...expected];
    return last.join() === expected.join();
  };
  await until(`channels ${expected.join()} are heard`, asExpected, PATIENCE_MS, LOOK_MS).catch(() => undefined);
  return last;
}

/**
 * Waits until a channel's tone is heard at this level, dBFS at the louder side, within
 * half a dB; returns the nearest of the last.
 */
export async function hearsDb(page: Page, channel: number, expected: number): Promise<number> {
  let nearest = Number.NEGATIVE_INFINITY;
  const asExpected = async () => {
    const heard = await hear(page).catch(() => undefined);
    if (heard === undefined) return false;
    nearest = Number.NEGATIVE_INFINITY;
    for (const part of partsOf(heard)) {
      const { left, right } = channelLevels(part, channel + 1)[channel];
      const level = Math.max(left, right);
      if (Math.abs(level - expected) < Math.abs(nearest - expected)) nearest = level;
    }
    return Math.abs(nearest - expected) < 0.5;
  };
  await until(`channel ${channel} is heard at ${expected} dBFS`, asExpected, PATIENCE_MS, LOOK_MS).catch(
    () => undefined,
  );
  return nearest;
}

/** Waits until a short message says `text`, or has said it. */
export async function said(page: Page, text: string): Promise<void> {
  await until(`the page says “${text}”`, async () =>
    page.evaluate<boolean>(`__said.some((each) => each.includes(${JSON.stringify(text)}))`),
  );
}
