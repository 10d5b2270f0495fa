/**
 * The numbered rules of every SPEC.md under src/ and the titles of the tests hold each other. Each rule begins the
 * title of a test, and no title begins with a rule that does not exist.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const filesUnder = (folder: string, ending: string): string[] =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => `${folder}/${path}`);

/** `- **R12** A new subscription …` begins a rule. */
function rulesOf(spec: string): string[] {
  return [...readFileSync(`${ROOT}${spec}`, 'utf8').matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, rule]) => rule!);
}

/** The short codes that a title begins with: `R39 R7 what the box remembers …`. */
function codesOf(title: string): string[] {
  const codes: string[] = [];
  for (const word of title.split(' ')) {
    if (!/^[A-Z]\d+$/.test(word)) break;
    codes.push(word);
  }
  return codes;
}

/** Titles of `test('…'`, `t.test(` and the like; a title may stand on the next line. */
function titlesOf(test: string): string[] {
  const source = readFileSync(`${ROOT}${test}`, 'utf8');
  return [...source.matchAll(/\b(?:test|pageTest)\(\s*(['`])((?:(?!\1)[^\\])+)\1/g)].map(([, , title]) => title!);
}

const specs = filesUnder('src', 'SPEC.md');
const rules = new Map(specs.map((spec) => [spec, rulesOf(spec)]));
const titles = filesUnder('test', '.test.ts').flatMap((file) =>
  titlesOf(file).map((title) => ({ file, title, codes: codesOf(title) })),
);
const used = new Set(titles.flatMap(({ codes }) => codes));

t.test('every rule of a SPEC begins the title of a test', async (t) => {
  t.ok(specs.length >= 2);
  for (const [spec, own] of rules) {
    t.ok(own.length > 0, `${spec} has rules`);
    t.equal(new Set(own).size, own.length, `${spec} numbers each rule once`);
    t.same(
      own.filter((rule) => !used.has(rule)),
      [],
      `rules of ${spec} without a test`,
    );
  }
});

t.test('every rule in a title exists, in one SPEC only', async (t) => {
  const all = [...rules.values()].flat();
  t.equal(new Set(all).size, all.length, 'no number belongs to two SPECs');
  // Letters that no SPEC uses are requirements of the product, such as A6 or P4.
  const letters = new Set(all.map((rule) => rule[0]));
  const unknown = titles.filter(({ codes }) => codes.some((code) => letters.has(code[0]) && !all.includes(code)));
  t.same(
    unknown.map(({ file, title }) => `${file}: ${title}`),
    [],
  );
});
