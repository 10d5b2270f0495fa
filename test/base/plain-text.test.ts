import t from 'tap';
import { logLine, plainText } from '../../src/base/plain-text.js';

t.test('a label shows its text, and nothing in it acts', async (t) => {
  for (const [text, wanted] of [
    ['X18/XR18', 'X18/XR18'],
    ['Rock \'n\' "Roll" <b>', 'Rock \'n\' "Roll" <b>'],
    ['テスト · عربي', 'テスト · عربي'],
    ['USB\r\nready http://evil/', 'USB ready http://evil/'],
    ['\u202egnp.exe', 'gnp.exe'],
    ['a\u0000b\u001b[2Jc\u009b31m', 'ab[2Jc31m'],
    [' \t \u2028 ', ''],
    ['\u200b', ''],
    ['\ud800x', 'x'],
  ] as const)
    t.equal(plainText(text), wanted);
});

t.test('no text from outside can imitate a line of the log, or move the cursor', async (t) => {
  t.equal(logLine('store: 3 changes'), 'store: 3 changes');
  t.equal(logLine('no source \nready http://evil/'), 'no source \n    ready http://evil/');
  t.equal(logLine('\u001b]0;title\u0007 \u202e\r x'), '\\u{1b}]0;title\\u{7} \\u{202e}\\u{d} x');
  t.equal(logLine('\u2028'), '\\u{2028}');
  const stack = logLine(new Error('a\nb').stack!);
  t.ok(
    stack.split('\n').length > 2 &&
      stack
        .split('\n')
        .slice(1)
        .every((line) => line.startsWith('    ')),
  );
  t.ok(logLine('x'.repeat(1e6)).length < 10_000);
});
