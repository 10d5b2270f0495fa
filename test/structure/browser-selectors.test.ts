/**
 * Browser tests find the parts of the page by role and name, as people and screen readers do. They use no CSS, and no
 * place in a list. `measures.ts` reads what has no role by its nature, and is the only exception.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const FOLDER = fileURLToPath(new URL('../../../test/browser/', import.meta.url));

/** Why each may name elements by CSS. */
const ALLOWED: Readonly<Record<string, string>> = {
  'harness/measures.ts': 'a handle, the pixels of a meter and a scrolled list have no role',
  'harness/objections.ts': 'looks at every control of a screen, whatever it is',
  'harness/touch-fuzz.ts': 'asks what lies under a finger, and where every handle is',
  'harness/visit.ts': 'reads the live region from within the page, by its role',
};

const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a selector in place of a locator', /\bpage\.(click|fill|press|check|selectOption|textContent|waitForSelector)\(/],
  ['a CSS locator', /\.(locator|querySelector|querySelectorAll|getElementsByClassName|closest)\(/],
  ['a place in a list', /\.(first|last|nth)\(|>> nth=|:(first|last|nth)-child/],
  ['a test id', /getByTestId\(/],
];

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** `file:line: what` for each line that finds an element by CSS or by its place. */
function found(file: string): string[] {
  return readFileSync(`${FOLDER}${file}`, 'utf8')
    .split('\n')
    .flatMap((line, i) =>
      FORBIDDEN.filter(([, pattern]) => pattern.test(line)).map(([what]) => `${file}:${i + 1}: ${what}`),
    );
}

t.test('browser tests use role and name, and no CSS selector or place', async (t) => {
  t.ok(files.length > 30);
  t.same(files.filter((file) => !(file in ALLOWED)).flatMap(found), []);
});

t.test('every exception is needed', async (t) => {
  for (const file of Object.keys(ALLOWED)) t.ok(found(file).length > 0, file);
});
