/** How `npm run docs:check` finds prose, splits it into sentences, and counts their words. */
import t from 'tap';

interface Prose {
  readonly line: number;
  readonly text: string;
}
type ProseOf = (text: string) => readonly Prose[];

const library = (name: string): string => new URL(`../../../scripts/lib/${name}.mjs`, import.meta.url).href;
const { sentences, words } = (await import(library('sentences'))) as {
  sentences: (paragraph: string) => readonly string[];
  words: (sentence: string) => number;
};
const { proseOfDocument, proseOfSource } = (await import(library('prose'))) as Record<string, ProseOf>;

/** What a paragraph holds, and its sentences. */
const SPLIT: readonly (readonly [string, string, readonly string[]])[] = [
  ['two sentences', 'One here. Two here.', ['One here.', 'Two here.']],
  ['no stop at the end', 'One here. And the rest', ['One here.', 'And the rest']],
  ['a question and a call', 'Lost? Stop! Go on.', ['Lost?', 'Stop!', 'Go on.']],
  ['a sentence over two lines', 'One\n  here. Two.', ['One here.', 'Two.']],
  ['a sentence that begins with a small letter', 'Off. tap runs it.', ['Off.', 'tap runs it.']],
  ['“e.g.” and “i.e.”', 'Cards, e.g. X32, i.e. many. End.', ['Cards, e.g. X32, i.e. many.', 'End.']],
  ['“etc.” in and at the end', 'Strips etc. are here, etc. Then on.', ['Strips etc. are here, etc.', 'Then on.']],
  ['names of files', 'See mixer.ts and kernel.as.ts. Then go.', ['See mixer.ts and kernel.as.ts.', 'Then go.']],
  ['versions', 'Node 20.15.1 or MQTT 3.1.1. Both do.', ['Node 20.15.1 or MQTT 3.1.1.', 'Both do.']],
  ['decimal numbers', 'It takes 0.8 s. Then 1.5.', ['It takes 0.8 s.', 'Then 1.5.']],
  ['a unit before the stop', 'After 20 ms. Or 5 min. Never.', ['After 20 ms.', 'Or 5 min.', 'Never.']],
  ['a stop inside quotes', 'It says “no.” Then it ends.', ['It says “no.”', 'Then it ends.']],
  ['a bracket after the stop', 'One. (Two is here.) Three.', ['One.', '(Two is here.)', 'Three.']],
  ['an ellipsis in a sentence', 'Wait … and go. Next… Then.', ['Wait … and go.', 'Next…', 'Then.']],
  ['a question inside a sentence', 'The one “why?” of all. End.', ['The one “why?” of all.', 'End.']],
  ['stops in inline code', 'Set `a. B c. D` first. Done.', ['Set code first.', 'Done.']],
  ['a link, as its text', 'Read [the page](a.md). Then go.', ['Read the page.', 'Then go.']],
  ['a picture, as nothing', '![A desk. Or two.](a.png)', []],
  ['an address at the end', 'See https://a.example/b.html. Then go.', ['See address.', 'Then go.']],
  ['colons and semicolons, which end nothing', 'It has: one; two.', ['It has: one; two.']],
];

/** Words that are counted. */
const COUNTED: readonly (readonly [string, number])[] = [
  ['Inline `code with four words` is one.', 4],
  ['A dash – or an arrow → is none.', 7],
  ['look-ahead, 48 kHz, and/or 1,000', 5],
  ['', 0],
];

t.test('a paragraph is split where its sentences end', async (t) => {
  for (const [what, paragraph, expected] of SPLIT) t.strictSame(sentences(paragraph), expected, what);
});

t.test('inline code is one word, and a sign is none', async (t) => {
  for (const [sentence, count] of COUNTED)
    t.equal(
      sentences(sentence).reduce((sum, part) => sum + words(part), 0),
      count,
      sentence,
    );
});

t.test('the prose of a document leaves out headings, tables, code and generated parts', async (t) => {
  const document = [
    '# A heading. With a stop.',
    '',
    'First line',
    'of a paragraph.',
    '- An item',
    '  of two lines.',
    '- Another item.',
    '',
    '| a | table |',
    '',
    '    indented code',
    '',
    '```sh',
    'code',
    '```',
    '<!-- generated:fields -->',
    'Written by a script.',
    '<!-- /generated:fields -->',
    'The end.',
  ];
  t.strictSame(proseOfDocument!(document.join('\n')), [
    { line: 3, text: 'First line of a paragraph.' },
    { line: 5, text: 'An item of two lines.' },
    { line: 7, text: 'Another item.' },
    { line: 19, text: 'The end.' },
  ]);
});

t.test('the prose of a source file is its comments', async (t) => {
  const source = [
    '/** One line. */',
    'const a = "// no comment"; // After',
    '                           // code.',
    '// Two',
    '// lines.',
    '',
    '// A comment of its own.',
    '/**',
    ' * A block',
    ' * of two lines.',
    ' *',
    ' *   program <argument>',
    ' *     level = gain * trim',
    ' * | a | table |',
    ' * - An item',
    ' *   of two lines.',
    ' * @param ms how long.',
    ' */',
    'const url = "http://a.example"; /* In between. */',
  ];
  t.strictSame(proseOfSource!(source.join('\n')), [
    { line: 1, text: 'One line.' },
    { line: 2, text: 'After code.' },
    { line: 4, text: 'Two lines.' },
    { line: 7, text: 'A comment of its own.' },
    { line: 9, text: 'A block of two lines.' },
    { line: 15, text: 'An item of two lines.' },
    { line: 17, text: 'ms how long.' },
    { line: 19, text: 'In between.' },
  ]);
});
