/**
 * The Android app's texts: both languages have the same texts with the same places for values, and the app uses each.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const ROOT = fileURLToPath(new URL('../../../android', import.meta.url));

function texts(folder: string): Map<string, string> {
  const xml = readFileSync(join(ROOT, 'res', folder, 'strings.xml'), 'utf8');
  return new Map([...xml.matchAll(/<string name="(\w+)">(.*?)<\/string>/gs)].map((match) => [match[1]!, match[2]!]));
}

/** The places for values in a text, sorted: `%1$s %2$d`. */
function places(text: string): string {
  return (text.match(/%\d\$[sd]/g) ?? []).sort().join(' ');
}

const english = texts('values');
const spanish = texts('values-es');

t.test('every text is there in both languages', async (t) => {
  t.ok(english.size > 30);
  t.strictSame([...spanish.keys()].sort(), [...english.keys()].sort());
});

t.test('both languages have the same places for values', async (t) => {
  for (const [name, text] of english) t.equal(places(spanish.get(name) ?? ''), places(text), name);
});

t.test('every text is used', async (t) => {
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(java|xml)$/.test(name) && !name.endsWith('strings.xml'))
    .map((name) => readFileSync(join(ROOT, name), 'utf8'))
    .join('\n');
  for (const name of english.keys()) t.match(files, new RegExp(`R\\.string\\.${name}\\b|@string/${name}\\b`), name);
});
