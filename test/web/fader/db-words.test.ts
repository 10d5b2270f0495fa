import t from 'tap';
import { dbFigure, dbInWords } from '../../../src/web/fader/db-words.js';
import { pickLanguage } from '../../../src/web/i18n/language.js';

t.test('a level has the decimal sign of the language, in figures and in words', async (t) => {
  t.teardown(() => pickLanguage('en'));
  t.same([dbFigure(0.5), dbFigure(1), dbFigure(2), dbFigure(0)], ['−6.0', '0.0', '+6.0', '−∞']);
  t.equal(dbInWords(2), '6.0 decibels');
  pickLanguage('es');
  t.same([dbFigure(0.5), dbFigure(1), dbFigure(2), dbFigure(0)], ['−6,0', '0,0', '+6,0', '−∞']);
  t.match(dbInWords(2), /^6,0 /);
});
