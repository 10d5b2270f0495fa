/**
 * Objections to a screen: axe-core's findings, controls that a thumb could miss, and anything wider than the screen.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const AXE = readFileSync(
  fileURLToPath(new URL('../../../../node_modules/axe-core/axe.min.js', import.meta.url)),
  'utf8',
);

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** Controls smaller than 44 px in either direction. */
const SMALL = `[...document.querySelectorAll('button, a[href], [role=slider], input, select, textarea, summary')].filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1 && (width < 44 || height < 44) && !element.closest('.visually-hidden') && getComputedStyle(element).visibility !== 'hidden';
  }).map((element) => 'smaller than 44 px: ' + element.outerHTML.slice(0, 120))`;
const TOO_WIDE = `document.documentElement.scrollWidth > innerWidth ? ['wider than the screen'] : []`;
/** The contrast of colours in transition is not judged. */
const SETTLED = `Promise.race([
    (async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const ending = () => document.getAnimations().filter(({ playState, effect }) =>
        playState === 'running' && Number.isFinite(effect.getComputedTiming().endTime));
      do {
        await Promise.allSettled(ending().map((animation) => animation.finished));
        await frame();
        await frame();
      } while (ending().length > 0);
    })(),
    new Promise((resolve) => setTimeout(resolve, 20_000)),
  ])`;

/** One line per objection; empty is good. Against WCAG 2.2 A and AA and axe-core's best practice. */
export async function objections(page: Page): Promise<string[]> {
  await page.evaluate(SETTLED);
  await page.evaluate(AXE);
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations)`,
  )) as Finding[];
  return [
    ...found.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    ),
    ...((await page.evaluate(SMALL)) as string[]),
    ...((await page.evaluate(TOO_WIDE)) as string[]),
  ];
}
