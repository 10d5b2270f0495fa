import t from 'tap';
import { MAX_JSON_DEPTH, nestsDeeper } from '../../src/base/json-depth.js';

const lists = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

t.test('a text is refused from one level beyond the limit on, as text and as bytes', async (t) => {
  for (const make of [lists, objects])
    for (const [depth, deeper] of [
      [1, false],
      [MAX_JSON_DEPTH, false],
      [MAX_JSON_DEPTH + 1, true],
      [5000, true],
      [500_000, true],
    ] as const) {
      const text = make(depth);
      t.equal(nestsDeeper(text), deeper, `${make.name} ${depth} as text`);
      t.equal(nestsDeeper(Buffer.from(text)), deeper, `${make.name} ${depth} as bytes`);
    }
});

t.test('breadth is not depth, and brackets within a text do not count', async (t) => {
  t.equal(nestsDeeper(`[${'[],'.repeat(10_000)}[]]`), false);
  t.equal(nestsDeeper(JSON.stringify({ a: '['.repeat(100), b: `"\\${'{'.repeat(100)}`, c: '\\"[[[' }), 3), false);
  t.equal(nestsDeeper(`{"a\\\\":${lists(4)}}`, 4), true, 'a backslash that is escaped itself ends no quote');
  t.equal(nestsDeeper('"é'.repeat(2) + lists(40)), true);
});

t.test('text that is not JSON does no harm', async (t) => {
  for (const text of ['', '"', '\\', '"\\', ']]]]', '[}', '\u0000'.repeat(100)])
    t.equal(nestsDeeper(text), false, JSON.stringify(text));
});
