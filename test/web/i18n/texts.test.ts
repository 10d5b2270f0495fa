import t from 'tap';
import { pickLanguage } from '../../../src/web/i18n/language.js';
import { textParts, texts } from '../../../src/web/i18n/texts.js';
import { codeText } from '../../../src/web/model/change-words.js';
import { ERROR_KINDS } from '../../../src/wire/errors.js';

const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

t.test('every text exists in both languages with the same blanks', async (t) => {
  for (const [key, [english, spanish]] of Object.entries(texts)) {
    t.ok(english.trim() && spanish.trim(), key);
    t.same(blanks(spanish), blanks(english), key);
  }
});

t.test('every refusal of the box has a text in both languages', async (t) => {
  for (const code of [...Object.keys(ERROR_KINDS), 'no_such_setting', 'setting_fixed', 'bad-source', 'wav-unreadable'])
    t.ok(`code_${code}` in texts, code);
  pickLanguage('es');
  t.equal(codeText('brand_new', 'the box speaks English'), texts.somethingWrong[1], 'no English in a Spanish page');
  pickLanguage('en');
  t.equal(codeText('brand_new', 'the box speaks English'), 'the box speaks English');
});

t.test('no key is in two parts: the later one would silently replace the earlier', async (t) => {
  const keys = textParts.flatMap((part) => Object.keys(part));
  t.same(
    keys.filter((key, i) => keys.indexOf(key) !== i),
    [],
  );
});
