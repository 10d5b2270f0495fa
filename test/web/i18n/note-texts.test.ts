import t from 'tap';
import { noteText } from '../../../src/web/engineer/box/note-words.js';
import { addTexts, pickLanguage } from '../../../src/web/i18n/language.js';
import { lazyTexts } from '../../../src/web/i18n/lazy-texts.js';
import { noteTexts } from '../../../src/web/i18n/note-texts.js';

t.test('every kind of note has words in both languages', async (t) => {
  for (const [code, [english, spanish]] of Object.entries(noteTexts)) {
    t.ok(english.trim() && spanish.trim(), code);
    t.not(spanish, english, code);
  }
});

t.test('notes that only a newer box sends are in the language of the page too', async (t) => {
  addTexts(lazyTexts);
  pickLanguage('es');
  t.equal(noteText({ code: 'wrong_pins' }), 'Muchos PIN erróneos: alguien puede estar probando');
  t.equal(noteText({ code: 'from_the_future' }), 'La caja avisa de algo');
  t.equal(noteText({ code: 'constructor' }), 'La caja avisa de algo');
});
