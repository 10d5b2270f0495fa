import t from 'tap';
import { textParts, texts } from '../../../src/web/i18n/texts.js';

const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

t.test('every text exists in both languages with the same blanks', async (t) => {
  for (const [key, [english, spanish]] of Object.entries(texts)) {
    t.ok(english.trim() && spanish.trim(), key);
    t.same(blanks(spanish), blanks(english), key);
  }
});

t.test('no key is in two parts: the later one would silently replace the earlier', async (t) => {
  const keys = textParts.flatMap((part) => Object.keys(part));
  t.same(
    keys.filter((key, i) => keys.indexOf(key) !== i),
    [],
  );
});
