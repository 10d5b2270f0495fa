/**
 * Plain words: what people read (comments, messages, titles of tests, documents) does without some words that make a
 * sentence hard to follow. Names in code and on the wire are not looked at.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A word, and what to write instead. */
const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\btold\b/i, 'shown, reported, logged or informed'],
  [/\bwhoever\b/i, 'everybody who, or the role'],
  [/(?<!\bthe )\bone that\b/i, 'name the thing'],
  [/\bwish(es|ed)?\b/i, 'request, or want'],
  [/\bholds? together\b/i, 'is valid'],
  [/\b(he|she|his|hers?|him|himself|herself)\b/i, 'they, or the role'],
  [/\bhangs? a bell\b/i, 'opens a waker'],
];

/** Words with a meaning of their own, in these files. */
const NAMED: Readonly<Record<string, RegExp>> = {
  // This file.
  'test/structure/words.test.ts': /.*/g,
  // A generation of Wi-Fi, "high efficiency".
  'src/control/radio/phy-rate.ts': /\bHE\b/g,
  'test/control/radio/station-dump.test.ts': /\bHE-/g,
};

const SOURCES = ['ts', 'tsx', 'mjs', 'cc', 'h', 'c', 'java'];
const SHELL = /\.(sh|service|conf)$|^(system|image|scripts)\/(.*\/)?[^./]+$/;

/** What of a line of code people read: comments, and strings with a blank in them. */
function prose(line: string, shell: boolean): string {
  const code = line.replace(/\$\{[^}]*\}|\$\w+/g, '…');
  if ((shell ? /^\s*#/ : /^\s*(\/\/|\/?\*)/).test(code)) return code.replace(/`[^`]*`/g, '');
  const strings = [...code.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`/g)].map(
    ([, single, double, template]) => single ?? double ?? template ?? '',
  );
  const comment = /\s\/\/\s.*|\s\/\*\*.*/.exec(code)?.[0] ?? '';
  return [...strings.filter((text) => /\S \S/.test(text)), comment.replace(/`[^`]*`/g, '')].join('\n');
}

/** Lines of a file with what is read of them; of a document all but code. */
function* read(file: string): Generator<[number, string]> {
  let code = false;
  for (const [i, line] of readFileSync(`${ROOT}${file}`, 'utf8').split('\n').entries()) {
    if (!file.endsWith('.md')) yield [i + 1, prose(line, SHELL.test(file))];
    else if (line.trimStart().startsWith('```')) code = !code;
    else if (!code) yield [i + 1, line.replace(/`[^`]*`/g, '')];
  }
}

t.test('comments, messages, titles and documents avoid the banned words', async (t) => {
  const args = [
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '--',
    'src',
    'test',
    'docs',
    'scripts',
    '*.md',
  ];
  const files = execFileSync('git', [...args, 'system', 'systemd', 'image', 'android'], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file.endsWith('.md') || SHELL.test(file) || SOURCES.includes(file.split('.').at(-1)!));
  t.ok(files.length > 500, `${files.length} files`);
  const found: string[] = [];
  for (const file of new Set(files)) {
    for (const [line, text] of read(file)) {
      const plain = NAMED[file] === undefined ? text : text.replace(NAMED[file], '');
      for (const [word, instead] of BANNED) {
        const hit = word.exec(plain);
        if (hit !== null) found.push(`${file}:${line}: “${hit[0]}” (${instead})`);
      }
    }
  }
  t.strictSame(found, []);
});
