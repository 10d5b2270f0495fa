import t from 'tap';
import { pickLanguage } from '../../../src/web/i18n/language.js';
import { askInMyLanguage } from '../../../src/web/model/ask-words.js';

t.test('a ready-made request is shown in the reader’s language; free text stays as it was typed', async (t) => {
  const table = [
    ['Too loud', 'Too loud', 'Demasiado fuerte'],
    ['Demasiado fuerte', 'Too loud', 'Demasiado fuerte'],
    ['No me oigo', 'I cannot hear myself', 'No me oigo'],
    ['More Kick (in) please (−6.0 dB)', 'More Kick (in) please (−6.0 dB)', 'Más Kick (in), por favor (−6.0 dB)'],
    ['Menos Voz, por favor (+3.0 dB)', 'Less Voz please (+3.0 dB)', 'Menos Voz, por favor (+3.0 dB)'],
    ['more reverb, por favor', 'more reverb, por favor', 'more reverb, por favor'],
    ['', '', ''],
  ] as const;
  for (const [sent, english, spanish] of table) {
    pickLanguage('en');
    t.equal(askInMyLanguage(sent), english);
    pickLanguage('es');
    t.equal(askInMyLanguage(sent), spanish);
  }
});
