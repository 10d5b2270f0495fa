import t from 'tap';
import { MAX_JSON_DEPTH } from '../../../src/base/json-depth.js';
import { readJson } from '../../../src/control/guard/json-body.js';
import { outlineOf } from '../../../src/control/guard/json-outline.js';
import { seededBelow } from '../../harness/seeded.js';

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const DEEP = deep(MAX_JSON_DEPTH);

for (const [what, text, op, field] of [
  ['the op first', `{"op":"a1","t":${DEEP}}`, 'a1', 't'],
  ['the op last, with blanks', ` { "t" : ${DEEP} , "op" : 7 } `, 7, 't'],
  ['the first of two', `{"op":"a","x":[1,{"y":2}],"u":${DEEP},"v":${DEEP}}`, 'a', 'u'],
  ['deep below a field', `{"set":[{"p":{"q":${DEEP}}}],"op":"a"}`, 'a', 'set'],
  ['an op further down is none', `{"t":{"op":"inner","u":${DEEP}}}`, undefined, 't'],
  ['an op that is a text is no name', `{"x":"op","t":${DEEP}}`, undefined, 't'],
  ['marks in texts', `{"o\\"[p":"]}","op":"b\\"{","t":${DEEP}}`, 'b"{', 't'],
  ['a list', `[1,${deep(MAX_JSON_DEPTH + 1)},{"op":"a"}]`, undefined, undefined],
  ['a long name', `{"${'n'.repeat(200)}":${DEEP},"op":"a"}`, 'a', undefined],
  ['a long op', `{"op":"${'o'.repeat(200)}","t":${DEEP}}`, undefined, 't'],
] as const)
  t.test(`a text that nests too deep, ${what}: its op and the faulty field are found`, async (t) => {
    t.strictSame(outlineOf(text), { op, deep: field });
    const read = readJson(Buffer.from(text));
    t.notOk(read.ok);
    t.match(read, { error: { code: 'bad_value' }, body: { op } });
  });

t.test('whatever the text, nothing throws (fuzz)', async (t) => {
  const marks = ['{', '}', '[', ']', '"', ':', ',', '\\', 'op', '1', ' ', DEEP];
  const seed = 7;
  t.comment(`seed ${seed}`);
  const random = seededBelow(seed);
  for (let round = 0; round < 3000; round++) {
    let text = '';
    for (let n = 0; n < 20; n++) text += marks[random(marks.length)];
    outlineOf(text);
    readJson(Buffer.from(text));
  }
  t.pass('none did');
});
