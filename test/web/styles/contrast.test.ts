/**
 * Shapes that matter stand out from what they lie on, on a dark stage and in daylight (WCAG 1.4.11: 3:1). Texts can be
 * read (WCAG 1.4.3: 4.5:1). `docs/design-rules.md` shows the lowest figure of each.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { contrast, luminance } from '../../../src/web/model/ink.js';

const css = readFileSync(fileURLToPath(new URL('../../../../src/web/styles/tokens.css', import.meta.url)), 'utf8');

/** The colours of a theme; the light one changes some of the dark ones. */
function colours(theme: 'dark' | 'light'): (name: string) => string {
  const found = new Map<string, string>();
  const blocks = css.split('}').filter((block) => theme === 'light' || !block.includes('theme="light"'));
  for (const block of blocks)
    for (const [, name, value] of block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)) found.set(name!, value!);
  return (name) => {
    const value = found.get(name);
    if (value === undefined) throw new Error(`no colour ${name}`);
    return value;
  };
}

const SURFACES = ['ground', 'surface-1', 'surface-2', 'surface-3'];
/** What is seen, on what, and how much it must stand out. */
const SHAPES: readonly (readonly [shape: string, on: readonly string[], least: number])[] = [
  ['text', [...SURFACES, 'well'], 4.5],
  ['text-2', [...SURFACES, 'well'], 4.5],
  ['line-strong', [...SURFACES, 'well'], 3],
  ['cap-edge', ['surface-1', 'surface-2', 'well'], 3],
  ['accent', [...SURFACES, 'well'], 3],
  ['accent-ink', ['accent', 'ok', 'warn', 'danger'], 4.5],
  ['mine', SURFACES, 3],
  ['ok', SURFACES, 3],
  ['warn', SURFACES, 3],
  ['danger', SURFACES, 3],
  ['danger-ink', ['danger'], 4.5],
  ['mute', ['surface-1', 'surface-2'], 3],
  ['mute-ink', ['mute'], 4.5],
  ['solo-ink', ['solo'], 4.5],
  ['meter-low', ['well'], 3],
  ['meter-mid', ['well'], 3],
  ['meter-high', ['well'], 3],
];

const docs = readFileSync(fileURLToPath(new URL('../../../../docs/design-rules.md', import.meta.url)), 'utf8');

/** Of a shape in a theme, on the ground from which it stands out least. */
function lowest(theme: 'dark' | 'light', shape: string, on: readonly string[]): number {
  const of = colours(theme);
  return Math.min(...on.map((ground) => contrast(luminance(of(shape)), luminance(of(ground)))));
}

for (const theme of ['dark', 'light'] as const)
  t.test(`shapes have a contrast of at least 3:1, texts of 4.5:1: ${theme}`, async (t) => {
    for (const [shape, on, least] of SHAPES) {
      const ratio = lowest(theme, shape, on);
      t.ok(ratio >= least, `${shape} on ${on.join(', ')}: ${ratio.toFixed(2)}`);
    }
  });

t.test('the page of design rules has these figures', async (t) => {
  for (const [shape, on, least] of SHAPES) {
    const cells = [`\`${shape}\``, on.join(', '), String(least)];
    for (const theme of ['dark', 'light'] as const) cells.push(lowest(theme, shape, on).toFixed(1));
    const row = docs.split('\n').find((line) => line.startsWith(`| ${cells[0]} `)) ?? '';
    const found = row.slice(1, -1).split('|');
    t.same(
      found.map((cell) => cell.trim()),
      cells,
    );
  }
});
