/** Shapes that matter stand out from what they lie on, on a dark stage and in daylight (WCAG 1.4.11: 3:1). */
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
/** What is seen, and on what. */
const SHAPES: readonly (readonly [shape: string, on: readonly string[]])[] = [
  ['line-strong', [...SURFACES, 'well']],
  ['cap-edge', ['surface-1', 'surface-2', 'well']],
  ['accent', [...SURFACES, 'well']],
  ['mine', SURFACES],
  ['ok', SURFACES],
  ['warn', SURFACES],
  ['danger', SURFACES],
  ['mute', ['surface-1', 'surface-2']],
  ['meter-low', ['well']],
  ['meter-mid', ['well']],
  ['meter-high', ['well']],
];

for (const theme of ['dark', 'light'] as const)
  t.test(`shapes have a contrast of at least 3:1: ${theme}`, async (t) => {
    const of = colours(theme);
    for (const [shape, on] of SHAPES)
      for (const ground of on) {
        const ratio = contrast(luminance(of(shape)), luminance(of(ground)));
        t.ok(ratio >= 3, `${shape} on ${ground}: ${ratio.toFixed(2)}`);
      }
  });
