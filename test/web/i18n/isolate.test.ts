import t from 'tap';
import { isolate } from '../../../src/web/i18n/isolate.js';

t.test('names without right-to-left text or marks stay as they are', async (t) => {
  for (const name of ['Ana', 'José Ñ', '鼓', '🥁 Drums', 'Bass 2', '']) t.equal(isolate(name), name);
});

t.test('a name written from right to left is isolated from the sentence around it', async (t) => {
  for (const name of ['علي', 'דוד', '𞤀𞤣𞤤𞤢𞤥']) t.equal(isolate(name), `\u2068${name}\u2069`);
});

t.test('marks inside a name cannot end its isolation or turn what follows', async (t) => {
  t.equal(isolate('a\u202eb'), '\u2068ab\u2069');
  t.equal(isolate('a\u2069\u202eb\u200f'), '\u2068ab\u2069');
  t.equal(isolate('\u2067\u061c'), '\u2068\u2069');
});
